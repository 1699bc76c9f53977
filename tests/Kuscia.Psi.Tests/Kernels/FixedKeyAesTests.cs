using System.Runtime.InteropServices;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Kernels;

public sealed class FixedKeyAesTests
{
    private static readonly byte[] Key = Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3c");

    /// <summary>NIST SP 800-38A, F.1.1, checked with openssl.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Blocks_of_the_standard_come_out_as_published(bool portable)
    {
        using FixedKeyAes aes = new(Key, portable);
        Block[] blocks = MemoryMarshal.Cast<byte, Block>(Convert.FromHexString("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")).ToArray();

        aes.Encrypt(blocks, blocks);

        Assert.Equal("3AD77BB40D7A3660A89ECAF32466EF97F5D3D58503B9699DE785895A96FDBAAF", Convert.ToHexString(MemoryMarshal.AsBytes(blocks.AsSpan())));
    }

    [Fact]
    public void The_public_permutation_of_tags_is_the_one_openssl_computes()
    {
        Block[] blocks = MemoryMarshal.Cast<byte, Block>(Convert.FromHexString("000102030405060708090a0b0c0d0e0f")).ToArray();

        Psi.Vole.PublicAes.Tag.Encrypt(blocks, blocks);

        Assert.Equal("CE573F8AEA8AFEF823777C7D87E0F7D3", Convert.ToHexString(MemoryMarshal.AsBytes(blocks.AsSpan())));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(21)]
    public void Instructions_and_platform_agree(int count)
    {
        using FixedKeyAes fast = new(Key);
        using FixedKeyAes portable = new(Key, portable: true);
        Block[] input = RandomBlocks.Create(count);
        Block[][] outputs = [new Block[count], new Block[count], new Block[count], new Block[count]];

        fast.Hash(input, outputs[0]);
        portable.Hash(input, outputs[1]);
        fast.Counter(5, outputs[2]);
        portable.Counter(5, outputs[3]);

        Assert.Equal(outputs[1], outputs[0]);
        Assert.Equal(outputs[3], outputs[2]);
    }
}
