using System.Diagnostics;
using Kuscia.Psi.Tables;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Tables;

/// <summary>Keys that would lose their matches without a word: refused with their place, or counted and told.</summary>
public sealed class KeyTextTests
{
    // 张三 in GBK.
    private static readonly byte[] Gbk = [0xd5, 0xc5, 0xc8, 0xfd];

    [Fact]
    public async Task Key_values_in_another_encoding_are_refused_with_row_line_and_column()
    {
        PsiException e = await Assert.ThrowsAsync<PsiException>(() => RemarksAsync([.. "v,k\n1,a\n\n2,"u8, .. Gbk, .. "\n"u8]));

        Assert.Equal(ExitCode.Input, e.Code);
        Assert.Equal(
            "row 2 of table t.csv (line 4, column 2): the value of key column \"k\" is not UTF-8; save the table as UTF-8 (for example iconv -f GBK -t UTF-8)", e.Message);
    }

    [Fact]
    public async Task Other_values_in_another_encoding_are_counted_and_told()
    {
        string[] remarks = await RemarksAsync([.. "k,v\na,"u8, .. Gbk, .. "\nb,1\n"u8]);

        Assert.Equal(["1 row (first: row 1, line 2) with a value outside the key that is not UTF-8: it is copied as it stands"], remarks);
    }

    [Fact]
    public async Task A_NUL_in_a_key_is_refused()
    {
        PsiException e = await Assert.ThrowsAsync<PsiException>(() => RemarksAsync("k,v\na\0,1\n"u8.ToArray()));

        Assert.StartsWith("row 1 of table t.csv (line 2, column 1): the value of key column \"k\" holds a NUL byte", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a ", "blank at the start or end")]
    [InlineData("\u3000a", "blank at the start or end")]
    [InlineData(" \"a\"", "blank at the start or end|quote inside a key value")]
    [InlineData("'a'", "between apostrophes or typographic quotes")]
    [InlineData("\u201ca\u201d", "between apostrophes or typographic quotes")]
    [InlineData("\u2018a\u2019", "between apostrophes or typographic quotes")]
    [InlineData("'a", "")]
    [InlineData("'", "")]
    [InlineData("O'Brien", "")]
    [InlineData("\"a\nb\"", "line break inside")]
    [InlineData("a\u0001", "control character")]
    [InlineData("\uFEFFa", "invisible character")]
    [InlineData("a\u200b", "invisible character")]
    [InlineData("e\u0301", "accent as a character of its own")]
    [InlineData("\uFF11\uFF12", "full-width characters")]
    [InlineData("a\uFFFD", "replacement character")]
    [InlineData("k", "repeat the header line")]
    [InlineData("\u5f20\u4e09", "")]
    [InlineData("\u00e9", "")]
    [InlineData("x y", "")]
    public async Task What_looks_equal_and_is_not_is_counted_and_told(string key, string expected)
    {
        string[] remarks = await RemarksAsync(System.Text.Encoding.UTF8.GetBytes($"k,v\nplain,0\n{key},v\n"));

        string[] parts = expected.Split('|', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(parts, part => Assert.Contains(remarks, remark => remark.Contains(part, StringComparison.Ordinal)));
        Assert.All(remarks, remark => Assert.Matches("^1 row .first: row [23], line [34]. ", remark));
        Assert.Equal(parts.Length == 0, remarks.Length == 0);
    }

    [Theory]
    [InlineData("k\r1\r2\r", "the header of table t.csv (line 1, column 1) has a carriage return without a line feed after it; write line ends as LF or CRLF")]
    [InlineData("k,v\r1,2\r", "the header of table t.csv (line 1, column 2) has a carriage return")]
    [InlineData("k\r\n1\r\r\n", "row 1 of table t.csv (line 2, column 1) has a carriage return")]
    [InlineData("k\r\n1\r\n2\r", "row 2 of table t.csv (line 3, column 1) has a carriage return")]
    public async Task Line_ends_that_would_hide_rows_are_refused(string table, string expected)
    {
        PsiException e = await Assert.ThrowsAsync<PsiException>(() => RemarksAsync(System.Text.Encoding.ASCII.GetBytes(table)));

        Assert.StartsWith(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_regular_file_is_refused_without_opening_it()
    {
        using TemporaryFolder folder = new();
        string pipe = folder.File("pipe.csv");
        using (Process made = Process.Start("mkfifo", pipe))
        {
            made.WaitForExit();
        }

        PsiException fifo = Assert.Throws<PsiException>(() => TableFile.Open(pipe, ["k"]));
        PsiException device = Assert.Throws<PsiException>(() => TableFile.Open("/dev/zero", ["k"]));

        Assert.Equal($"table {pipe} cannot be read: it is a named pipe; a table is read twice, so it must be a regular file", fifo.Message);
        Assert.Equal("table /dev/zero cannot be read: it is a device; a table is read twice, so it must be a regular file", device.Message);
    }

    private static async Task<string[]> RemarksAsync(byte[] bytes)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t.csv");
        await File.WriteAllBytesAsync(path, bytes);
        TableScan scan = new(TableFile.Open(path, ["k"]), keysMayRepeat: true);
        await foreach (DigestBlock block in scan.ReadDistinctKeysAsync(CancellationToken.None))
        {
            Assert.NotEqual(0, block.Count);
        }

        return [.. scan.Remarks];
    }
}
