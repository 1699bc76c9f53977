using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Kuscia.Helm.Functions.Security;

/// <summary>The scrypt key derivation (RFC 7914).</summary>
internal static class Scrypt
{
    /// <summary>Derives a key; takes 128 * cost * blockSize bytes of memory.</summary>
    public static byte[] DeriveKey(byte[] password, byte[] salt, int cost, int blockSize, int parallel, int length)
    {
        byte[] blocks = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1, HashAlgorithmName.SHA256, parallel * 128 * blockSize);
        int words = 32 * blockSize;
        uint[] block = new uint[words];
        uint[] memory = new uint[cost * words];
        for (int i = 0; i < parallel; i++)
        {
            Span<byte> bytes = blocks.AsSpan(i * 128 * blockSize, 128 * blockSize);
            for (int j = 0; j < words; j++)
            {
                block[j] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(j * 4)..]);
            }
            Mix(block, memory, cost, words);
            for (int j = 0; j < words; j++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[(j * 4)..], block[j]);
            }
        }

        return Rfc2898DeriveBytes.Pbkdf2(password, blocks, 1, HashAlgorithmName.SHA256, length);
    }

    private static void Mix(uint[] block, uint[] memory, int cost, int words)
    {
        uint[] scratch = new uint[words];
        for (int i = 0; i < cost; i++)
        {
            block.AsSpan().CopyTo(memory.AsSpan(i * words, words));
            MixBlock(block, scratch);
        }

        for (int i = 0; i < cost; i++)
        {
            int at = (int)(block[words - 16] & (uint)(cost - 1));
            ReadOnlySpan<uint> kept = memory.AsSpan(at * words, words);
            for (int j = 0; j < words; j++)
            {
                block[j] ^= kept[j];
            }
            MixBlock(block, scratch);
        }
    }

    // Even results go to the first half, odd ones to the second.
    private static void MixBlock(uint[] block, uint[] scratch)
    {
        int count = block.Length / 16;
        Span<uint> x = stackalloc uint[16];
        block.AsSpan(block.Length - 16).CopyTo(x);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < 16; j++)
            {
                x[j] ^= block[(i * 16) + j];
            }
            Salsa(x);
            x.CopyTo(scratch.AsSpan(((i / 2) + (i % 2 == 0 ? 0 : count / 2)) * 16));
        }

        scratch.AsSpan().CopyTo(block);
    }

    private static void Salsa(Span<uint> state)
    {
        Span<uint> x = stackalloc uint[16];
        state.CopyTo(x);
        for (int i = 0; i < 4; i++)
        {
            Quarter(x, 0, 4, 8, 12);
            Quarter(x, 5, 9, 13, 1);
            Quarter(x, 10, 14, 2, 6);
            Quarter(x, 15, 3, 7, 11);
            Quarter(x, 0, 1, 2, 3);
            Quarter(x, 5, 6, 7, 4);
            Quarter(x, 10, 11, 8, 9);
            Quarter(x, 15, 12, 13, 14);
        }

        for (int i = 0; i < 16; i++)
        {
            state[i] = unchecked(state[i] + x[i]);
        }
    }

    private static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        unchecked
        {
            x[b] ^= BitOperations.RotateLeft(x[a] + x[d], 7);
            x[c] ^= BitOperations.RotateLeft(x[b] + x[a], 9);
            x[d] ^= BitOperations.RotateLeft(x[c] + x[b], 13);
            x[a] ^= BitOperations.RotateLeft(x[d] + x[c], 18);
        }
    }
}
