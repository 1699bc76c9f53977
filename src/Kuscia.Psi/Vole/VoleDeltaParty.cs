using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Vole;

/// <summary>
/// The party of a silent VOLE that holds Delta and gets B, where the other gets a pseudorandom A and C = A Delta + B
/// (Boyle, Couteau, Gilboa, Ishai, CCS 2018; Schoppmann and others, CCS 2019; semi-honest). May be run again and again with the same Delta.
/// </summary>
internal sealed class VoleDeltaParty : IDisposable
{
    private readonly byte[] _choices = new byte[VoleSeeds.Count];
    private readonly Block[] _secrets = new Block[2]; // one for transfers, one for the correlation
    private FixedKeyAes[] _streams = [];
    private ulong _position;
    private ulong _transfers;

    /// <summary>Draws Delta.</summary>
    public VoleDeltaParty()
    {
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_secrets.AsSpan()));
        for (int i = 0; i < _choices.Length; i++)
        {
            _choices[i] = (byte)((_secrets[i / 128].GetElement(i / 64 % 2) >> (i % 64)) & 1);
        }
    }

    /// <summary>Delta.</summary>
    public Block Delta => _secrets[1];

    /// <summary>Answers the offer of the base transfers.</summary>
    /// <returns>The answer; null when the offer is no valid element.</returns>
    public byte[]? Choose(ReadOnlySpan<byte> offer)
    {
        byte[] answers = new byte[VoleSeeds.Count * Ristretto.EncodedLength];
        byte[] keys = new byte[VoleSeeds.Count * BaseTransfers.KeyLength];
        if (!BaseTransfers.TryChoose(offer, _choices, answers, keys))
        {
            return null;
        }

        _streams = VoleSeeds.Streams(keys);
        CryptographicOperations.ZeroMemory(keys);
        return answers;
    }

    /// <summary>Answers a request.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="request">What the other party sent; of the right length.</param>
    /// <param name="vector">Gets what <see cref="Finish"/> makes B of; of the code's length.</param>
    /// <param name="workers">Threads.</param>
    public Block[] Answer(VoleShape shape, ReadOnlySpan<Block> request, Block[] vector, int workers)
    {
        Block[] rows = new Block[shape.ChoiceBlocks * 128];
        Block[] noise = new Block[shape.Trees];
        ReadRequest(shape, request, rows, noise);
        Block[] columns = new Block[shape.Transfers];
        BitMatrix.Transpose(MemoryMarshal.AsBytes(rows.AsSpan()), shape.ChoiceBlocks * 16, columns);
        Block[] reply = new Block[shape.ReplyBlocks];
        byte[] roots = RandomNumberGenerator.GetBytes(shape.Trees * 16);
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, part =>
        {
            PuncturedTree tree = new(shape);
            for (int i = shape.Trees * part / workers; i < shape.Trees * (part + 1) / workers; i++)
            {
                Span<Block> leaves = vector.AsSpan(i * shape.Leaves, shape.Leaves);
                Block sum = tree.Grow(MemoryMarshal.Cast<byte, Block>(roots)[i], leaves, reply.AsSpan(2 * i * shape.Depth, 2 * shape.Depth));
                reply[(2 * shape.Transfers) + i] = sum ^ noise[i];
            }
        });
        Mask(shape, columns, reply);
        return reply;
    }

    /// <summary>Computes B when the answer is on its way.</summary>
    public static void Finish(VoleShape shape, Block[] vector, int workers) => ExpandConvoluteCode.Compress(shape, vector, null, workers);

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_secrets.AsSpan()));
        CryptographicOperations.ZeroMemory(_choices);
        VoleSeeds.Clear(_streams);
    }

    /// <summary>q = t xor choice u: rows of the transfer matrix (Ishai, Kilian, Nissim, Petrank 2003), and the sum over the bits of Delta (Gilboa 1999).</summary>
    private void ReadRequest(VoleShape shape, ReadOnlySpan<Block> request, Block[] rows, Block[] noise)
    {
        ReadOnlySpan<Block> masked = request;
        for (int i = 0; i < 128; i++)
        {
            Span<Block> row = rows.AsSpan(i * shape.ChoiceBlocks, shape.ChoiceBlocks);
            _streams[i].Counter(_position, row);
            Add(row, masked[..row.Length], _choices[i]);
            masked = masked[row.Length..];
        }

        Block[] share = new Block[shape.Trees];
        for (int i = 127; i >= 0; i--)
        {
            _streams[128 + i].Counter(_position, share);
            Add(share, masked.Slice(i * shape.Trees, shape.Trees), _choices[128 + i]);
            for (int k = 0; k < share.Length; k++)
            {
                noise[k] = Gf128.MultiplyByX(noise[k]) ^ share[k];
            }
        }

        _position += (ulong)Math.Max(shape.ChoiceBlocks, shape.Trees);
    }

    private void Mask(VoleShape shape, Block[] columns, Block[] reply)
    {
        Block[] masks = new Block[columns.Length];
        for (int side = 0; side < 2; side++)
        {
            TransferMasks.Compute(columns, _transfers, masks);
            for (int i = 0; i < masks.Length; i++)
            {
                reply[(2 * i) + side] ^= masks[i];
                columns[i] ^= _secrets[0];
            }
        }

        _transfers += (ulong)shape.Transfers;
    }

    private static void Add(Span<Block> target, ReadOnlySpan<Block> source, byte choice)
    {
        Block mask = Vector128.Create(0UL - choice);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] ^= source[i] & mask;
        }
    }
}
