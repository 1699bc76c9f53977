using Kuscia.Psi.Tables;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Tables;

public sealed class ResultTableTests
{
    [Fact]
    public async Task A_join_that_would_fill_the_disk_is_refused_before_a_byte_is_written()
    {
        using TemporaryFolder folder = new();
        TableFile table = TableFile.Open(folder.Write("t.csv", "k\na\na\nb\n"), ["k"]);
        TableScan scan = await ScanAsync(table);
        using MemoryStream output = new();

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => new ResultTable(table, scan, rowsOutside: false, sorted: true, new ResultLimits())
            .WriteAsync(new CommonKeys([0, 1], [int.MaxValue, 1]), output, folder.Path, CancellationToken.None));

        Assert.Equal(ExitCode.Partner, e.Code);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task A_table_that_changes_between_the_passes_is_noticed()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("t.csv", "k\na\nb\n");
        TableFile table = TableFile.Open(path, ["k"]);
        TableScan scan = await ScanAsync(table);
        await File.AppendAllTextAsync(path, "c\n");

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => new ResultTable(table, scan, rowsOutside: false, sorted: true, new ResultLimits())
            .WriteAsync(new CommonKeys([0], null), Stream.Null, folder.Path, CancellationToken.None));

        Assert.Equal("table t.csv was changed while the task was running; run the task again", e.Message);
    }

    [Fact]
    public async Task A_row_with_another_number_of_fields_is_named()
    {
        using TemporaryFolder folder = new();
        TableFile table = TableFile.Open(folder.Write("t.csv", "k,v\n\"a\nb\",1\nb\n"), ["k"]);

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => ScanAsync(table));

        Assert.StartsWith("row 2 of table t.csv (line 4) has 1 field, the header has 2", e.Message, StringComparison.Ordinal);
    }

    private static async Task<TableScan> ScanAsync(TableFile table)
    {
        TableScan scan = new(table, keysMayRepeat: true);
        await foreach (DigestBlock block in scan.ReadDistinctKeysAsync(CancellationToken.None))
        {
            Assert.NotEqual(0, block.Count);
        }

        return scan;
    }
}
