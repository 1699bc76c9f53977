using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Vole;

/// <summary>The party of a silent VOLE that gets the pseudorandom A and C = A Delta + B.</summary>
internal sealed class VoleVectorParty : IDisposable
{
    private readonly BaseTransferSender _base = new();
    private FixedKeyAes[] _streams = [];
    private ulong _position;
    private ulong _transfers;
    private int[] _holes = [];
    private Block[] _values = [];
    private Block[] _shares = [];
    private Block[] _columns = [];

    /// <summary>What the other party needs for the base transfers.</summary>
    public ReadOnlyMemory<byte> Offer => _base.Offer;

    /// <summary>Takes the answers of the base transfers.</summary>
    /// <returns>False when one of them is no valid element.</returns>
    public bool TryAccept(ReadOnlySpan<byte> answers)
    {
        if (answers.Length != VoleSeeds.Count * Ristretto.EncodedLength || _base.Keys(answers) is not { } keys)
        {
            return false;
        }

        _streams = VoleSeeds.Streams(keys);
        CryptographicOperations.ZeroMemory(keys);
        return true;
    }

    /// <summary>Draws fresh noise and makes the request for one correlation.</summary>
    public Block[] Request(VoleShape shape)
    {
        Draw(shape);
        byte[] choices = Choices(shape);
        ReadOnlySpan<Block> choiceBlocks = MemoryMarshal.Cast<byte, Block>(choices);
        Block[] request = new Block[shape.RequestBlocks];
        Block[] rows = new Block[shape.ChoiceBlocks * 128];
        Span<Block> masked = request;
        for (int i = 0; i < 128; i++)
        {
            MaskRow(i, choiceBlocks, rows.AsSpan(i * shape.ChoiceBlocks, shape.ChoiceBlocks), masked[..shape.ChoiceBlocks]);
            masked = masked[shape.ChoiceBlocks..];
        }

        _shares = new Block[shape.Trees];
        Block[] share = new Block[shape.Trees];
        for (int i = 127; i >= 0; i--)
        {
            MaskRow(128 + i, _values, share, masked.Slice(i * shape.Trees, shape.Trees));
            for (int k = 0; k < share.Length; k++)
            {
                _shares[k] = Gf128.MultiplyByX(_shares[k]) ^ share[k];
            }
        }

        _columns = new Block[shape.Transfers];
        BitMatrix.Transpose(MemoryMarshal.AsBytes(rows.AsSpan()), shape.ChoiceBlocks * 16, _columns);
        _position += (ulong)Math.Max(shape.ChoiceBlocks, shape.Trees);
        return request;
    }

    /// <summary>Takes the reply to the last request.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="reply">What the other party sent; of the right length.</param>
    /// <param name="a">Gets A in its first elements; of the code's length.</param>
    /// <param name="c">Gets C in its first elements; of the code's length.</param>
    /// <param name="workers">Threads.</param>
    public void Finish(VoleShape shape, Block[] reply, Block[] a, Block[] c, int workers)
    {
        Block[] masks = new Block[shape.Transfers];
        TransferMasks.Compute(_columns, _transfers, masks);
        _transfers += (ulong)shape.Transfers;
        a.AsSpan(0, shape.CodeLength).Clear();
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, part =>
        {
            PuncturedTree tree = new(shape);
            Block[] sums = new Block[shape.Depth];
            for (int i = shape.Trees * part / workers; i < shape.Trees * (part + 1) / workers; i++)
            {
                for (int level = 0; level < shape.Depth; level++)
                {
                    int transfer = (i * shape.Depth) + level;
                    int side = 1 - ((_holes[i] >> (shape.Depth - 1 - level)) & 1);
                    sums[level] = reply[(2 * transfer) + side] ^ masks[transfer];
                }

                Block known = tree.Rebuild(_holes[i], sums, c.AsSpan(i * shape.Leaves, shape.Leaves));
                int at = (i * shape.Leaves) + _holes[i];
                a[at] = _values[i];
                c[at] = reply[(2 * shape.Transfers) + i] ^ known ^ _shares[i];
            }
        });
        ExpandConvoluteCode.Compress(shape, a, c, workers);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_values.AsSpan()));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_holes.AsSpan()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _base.Dispose();
        VoleSeeds.Clear(_streams);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_values.AsSpan()));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_holes.AsSpan()));
    }

    private void Draw(VoleShape shape)
    {
        _values = new Block[shape.Trees];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_values.AsSpan()));
        _holes = new int[shape.Trees];
        byte[] random = RandomNumberGenerator.GetBytes(shape.Trees * sizeof(ulong));
        for (int i = 0; i < _holes.Length; i++)
        {
            ulong draw = BinaryPrimitives.ReadUInt64LittleEndian(random.AsSpan(i * sizeof(ulong)));
            _holes[i] = (int)Math.BigMul(draw, (ulong)shape.Leaves, out _);
        }
    }

    // Each level is asked for the sum of the side that does not lead to the hole.
    private byte[] Choices(VoleShape shape)
    {
        byte[] choices = new byte[shape.ChoiceBlocks * 16];
        for (int transfer = 0; transfer < shape.Transfers; transfer++)
        {
            int side = 1 - ((_holes[transfer / shape.Depth] >> (shape.Depth - 1 - (transfer % shape.Depth))) & 1);
            choices[transfer / 8] |= (byte)(side << (transfer % 8));
        }

        return choices;
    }

    private void MaskRow(int stream, ReadOnlySpan<Block> values, Span<Block> kept, Span<Block> masked)
    {
        _streams[2 * stream].Counter(_position, kept);
        _streams[(2 * stream) + 1].Counter(_position, masked);
        for (int i = 0; i < kept.Length; i++)
        {
            masked[i] ^= kept[i] ^ values[i];
        }
    }
}
