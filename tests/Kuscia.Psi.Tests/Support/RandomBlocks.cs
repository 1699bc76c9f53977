using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Kuscia.Psi.Tests.Support;

internal static class RandomBlocks
{
    public static Block[] Create(int count)
    {
        Block[] blocks = new Block[count];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(blocks.AsSpan()));
        return blocks;
    }
}
