using System.Text;
using Kuscia.Psi.Tables;
using Kuscia.Psi.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace Kuscia.Psi.Tests.Tables;

public sealed class RowCopierTests
{
    private const string Rows = "a,1\nbb,22\nc,3\na long row of many letters\nd,4\n";

    /// <summary>All of the file, windows that slide over it or hold no row, and none.</summary>
    [Theory]
    [InlineData(45)]
    [InlineData(30)]
    [InlineData(6)]
    [InlineData(1)]
    [InlineData(0)]
    public void Rows_are_the_same_whatever_the_window_holds(int window)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("t.csv", Rows);
        using SafeFileHandle file = File.OpenHandle(path);
        using MemoryStream output = new();
        RowCopier copier = new(file, new FileInfo(path).Length, window, output);

        copier.Copy(41, 3, 1);
        copier.Copy(0, 3, 2);
        copier.Copy(4, 5, 0);
        copier.Copy(14, 26, 1);
        copier.Copy(10, 3, 1);
        copier.Flush();

        Assert.Equal("d,4\na,1\na,1\na long row of many letters\nc,3\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Theory]
    [InlineData(1000, false, 1000)]
    [InlineData(1000, true, 1000)]
    [InlineData(1L << 40, false, 0)]
    [InlineData(1L << 40, true, 1 << 20)]
    public void Large_files_are_never_held(long size, bool inOrder, int window) => Assert.Equal(window, RowCopier.WindowFor(size, inOrder));

    [Theory]
    [InlineData(44)]
    [InlineData(0)]
    public void A_file_that_became_shorter_is_named(int window)
    {
        using TemporaryFolder folder = new();
        using SafeFileHandle file = File.OpenHandle(folder.Write("t.csv", "a,1\n"));

        PsiException e = Assert.Throws<PsiException>(() => new RowCopier(file, 44, window, Stream.Null).Copy(40, 3, 1));

        Assert.Equal("the input table became shorter while the task was running; run the task again", e.Message);
    }
}
