using System.Runtime.CompilerServices;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Okvs;

/// <summary>Reads stores: the value of a key is the sum of three sparse elements and the dense polynomial at the key's seed.</summary>
internal static class OkvsDecoder
{
    private const int Chunk = 256;

    /// <summary>Decodes every key.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="store">The store; linear, so any vector of its length.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="hash">Where keys stand.</param>
    /// <param name="values">Gets the values in the order of the keys.</param>
    /// <param name="workers">Threads.</param>
    public static void Decode(OkvsShape shape, Block[] store, BinnedKeys keys, OkvsHash hash, Block[] values, int workers) =>
        Parallel.For(0, shape.Bins, new ParallelOptions { MaxDegreeOfParallelism = workers }, bin =>
        {
            ReadOnlySpan<Block> elements = store.AsSpan(bin * shape.BinLength, shape.BinLength);
            Block[] columns = new Block[Chunk];
            Block[] seeds = new Block[Chunk];
            for (int start = keys.Start(bin); start < keys.Start(bin + 1); start += Chunk)
            {
                int count = Math.Min(Chunk, keys.Start(bin + 1) - start);
                hash.Columns(keys.Keys.AsSpan(start, count), columns);
                hash.Dense(keys.Keys.AsSpan(start, count), seeds);
                DecodeChunk(shape, elements, columns, seeds, values.AsSpan(start, count));
            }
        });

    /// <summary>The dense part of a row times the dense columns: d1 k + d2 k^2 + …</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block Dense(ReadOnlySpan<Block> columns, Block seed)
    {
        Block sum = default;
        for (int i = columns.Length - 1; i >= 0; i--)
        {
            sum = Gf128.Multiply(sum ^ columns[i], seed);
        }

        return sum;
    }

    private static void DecodeChunk(OkvsShape shape, ReadOnlySpan<Block> elements, ReadOnlySpan<Block> columns, ReadOnlySpan<Block> seeds, Span<Block> values)
    {
        ReadOnlySpan<Block> dense = elements[shape.Sparse..];
        for (int i = 0; i < values.Length; i++)
        {
            (uint a, uint b, uint c) = OkvsHash.Columns(columns[i], (uint)shape.Sparse);
            values[i] = elements[(int)a] ^ elements[(int)b] ^ elements[(int)c] ^ Dense(dense, seeds[i]);
        }
    }
}
