using Kuscia.Psi.Protocols;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Protocols;

public sealed class SpilledBytesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Items_come_back_in_any_order_from_memory_and_disk_and_leave_no_file(int inMemory)
    {
        const int Count = 100;
        using TemporaryFolder folder = new();
        using SpilledBytes items = new(3, folder.Path, inMemory);
        byte[] block = new byte[3];
        for (int start = 0; start < Count; start += 10)
        {
            items.Append(Enumerable.Range(start, 10).SelectMany(i => new[] { (byte)i, (byte)(i + 1), (byte)(i + 2) }).ToArray());
        }

        for (int i = Count - 1; i >= 0; i--)
        {
            items.CopyTo(i, block);
            Assert.Equal([(byte)i, (byte)(i + 1), (byte)(i + 2)], block);
        }

        Assert.Equal(Count, items.Count);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        using TemporaryFolder folder = new();
        using SpilledBytes items = new(1, folder.File("none"), 0);

        PsiException e = Assert.Throws<PsiException>(() => items.Append([1]));

        Assert.Equal(ExitCode.Output, e.Code);
        Assert.StartsWith($"temporary data cannot be written to {folder.File("none")}: ", e.Message, StringComparison.Ordinal);
    }
}
