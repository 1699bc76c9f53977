using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Tests.Support;
using Kuscia.Psi.Vole;

namespace Kuscia.Psi.Tests.Kernels;

public sealed class ConvolutionTests
{
    [Theory]
    [InlineData(33)]
    [InlineData(100)]
    [InlineData(2048)]
    [InlineData(10_007)]
    public void Wide_and_plain_passes_agree(int length)
    {
        Block[] plain = RandomBlocks.Create(length);
        Block[] wide = [.. plain];

        Convolution.Run(plain, PublicAes.FirstTaps, portable: true);
        Convolution.Run(wide, PublicAes.FirstTaps);

        Assert.Equal(plain, wide);
    }

    [Fact]
    public void Rows_become_columns()
    {
        const int RowBytes = 32;
        byte[] rows = MemoryMarshal.AsBytes(RandomBlocks.Create(128 * RowBytes / 16).AsSpan()).ToArray();
        Block[] columns = new Block[250];

        BitMatrix.Transpose(rows, RowBytes, columns);

        Assert.All(
            from row in Enumerable.Range(0, 128) from column in Enumerable.Range(0, 250) select (row, column),
            at => Assert.Equal(
                (rows[(at.row * RowBytes) + (at.column / 8)] >> (at.column % 8)) & 1,
                (int)(columns[at.column].GetElement(at.row / 64) >> (at.row % 64)) & 1));
    }
}
