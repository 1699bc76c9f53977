using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Kuscia.Psi.Protocols;

/// <summary>Uniform permutations from the operating system's generator.</summary>
internal static class RandomPermutation
{
    /// <summary>A permutation of 0..count-1 (Fisher-Yates; the bias of each draw is below count/2^64).</summary>
    public static int[] Create(int count)
    {
        int[] items = new int[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = i;
        }

        Span<byte> pool = stackalloc byte[4096];
        int used = pool.Length;
        for (int i = count - 1; i > 0; i--)
        {
            if (used == pool.Length)
            {
                RandomNumberGenerator.Fill(pool);
                used = 0;
            }

            ulong random = BinaryPrimitives.ReadUInt64LittleEndian(pool[used..]);
            used += sizeof(ulong);
            int j = (int)Math.BigMul(random, (ulong)i + 1, out _);
            (items[i], items[j]) = (items[j], items[i]);
        }

        return items;
    }
}
