using Kuscia.Psi.Tables;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Tables;

/// <summary>A partner's row counts do not decide how much is written here.</summary>
public sealed class ResultLimitsTests
{
    [Fact]
    public async Task A_tiny_table_is_not_multiplied_to_hundreds_of_megabytes()
    {
        PsiException e = await WriteAsync(new ResultLimits(), 30_000_000);

        Assert.Equal(ExitCode.Output, e.Code);
        Assert.StartsWith("the join would have 60000001 rows and 120000004 bytes because the partner's rows repeat; 67108864 bytes are allowed for an own table of 8 bytes", e.Message, StringComparison.Ordinal);
        Assert.Contains("KUSCIA_PSI_MAX_RESULT_BYTES", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_the_disk_cannot_hold_is_refused_before_a_byte_is_written()
    {
        PsiException e = await WriteAsync(new ResultLimits { FreeBytes = _ => 1000 }, 1_000_000);

        Assert.Equal(ExitCode.Output, e.Code);
        Assert.Matches("^the result needs 4000004 bytes and .* has room for 1000; make room there", e.Message);
    }

    [Fact]
    public async Task The_operators_limit_takes_the_place_of_the_default()
    {
        PsiException e = await WriteAsync(new ResultLimits { MaxBytes = 100 }, 100);

        Assert.Contains("100 bytes are allowed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_table_may_grow_a_thousandfold()
    {
        ResultLimits limits = new() { FreeBytes = _ => long.MaxValue };

        limits.Check(1_000_000, 1_000_000_000, 1_000_000, "/");

        _ = Assert.Throws<PsiException>(() => limits.Check(1_000_000, 1_000_000_001, 1_000_000, "/"));
    }

    private static async Task<PsiException> WriteAsync(ResultLimits limits, int partnerRows)
    {
        using TemporaryFolder folder = new();
        TableFile table = TableFile.Open(folder.Write("t.csv", "k\na\na\nb\n"), ["k"]);
        TableScan scan = new(table, keysMayRepeat: true);
        await foreach (DigestBlock block in scan.ReadDistinctKeysAsync(CancellationToken.None))
        {
            Assert.NotEqual(0, block.Count);
        }

        using MemoryStream output = new();
        PsiException e = await Assert.ThrowsAsync<PsiException>(() => new ResultTable(table, scan, rowsOutside: false, sorted: true, limits)
            .WriteAsync(new CommonKeys([0, 1], [partnerRows, 1]), output, folder.Path, CancellationToken.None));
        Assert.Equal(0, output.Length);
        return e;
    }
}
