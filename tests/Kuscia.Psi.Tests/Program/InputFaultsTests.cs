using System.Text;
using Kuscia.Psi.Program;
using Kuscia.Psi.Tables;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Program;

/// <summary>Tables that cannot be used, and those that look as if they could not: what a user reads, and that nothing partial is left.</summary>
public sealed class InputFaultsTests
{
    private const string Bob = "id2,y\n1,1\n2,2\n";

    [Theory]
    [InlineData("", "table alice.csv is empty; write a header line")]
    [InlineData("\n\r\n", "table alice.csv is empty; write a header line")]
    [InlineData("a,b\n1,2\n", "table alice.csv has no key column \"id1\"; its columns are a, b; name one of them")]
    [InlineData("id1,id1\n1,2\n", "table alice.csv has more than one column named \"id1\"; rename all but one")]
    [InlineData("id1,v\n1,2\n3\n", "row 2 of table alice.csv (line 3) has 1 field, the header has 2; give every row as many fields")]
    [InlineData("id1,v\n1,\"a\nb\"\n\n3,4,5\n", "row 2 of table alice.csv (line 5) has 3 fields, the header has 2; give every row as many fields")]
    [InlineData("id1,v\n1,2\n3,\"x\n", "row 2 of table alice.csv (line 3, column 2) has a quote that is never closed; end the value with a quote")]
    [InlineData("id1,v\n1,\"x\" y\n", "row 1 of table alice.csv (line 2, column 2) has text after a closing quote; write a quote inside")]
    public async Task A_table_that_cannot_be_used_is_an_error_with_place_and_cure(string alice, string expected)
    {
        using EnginePair pair = new(new TaskConfig(), alice, Bob);

        PsiException?[] failures = await pair.RunAsync();

        Assert.Equal(ExitCode.Input, failures[0]?.Code);
        Assert.StartsWith(expected, failures[0]?.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Partner, failures[1]?.Code);
        Assert.Matches("^the engine of alice (stopped|refused): its input table cannot be used; see its log$", failures[1]?.Message);
        Assert.Equal(["alice.csv", "alice.json", "bob.csv", "bob.json"], pair.Files());
    }

    [Theory]
    [InlineData("\uFEFFid1\r\n2\r\n", "id1\n2\n")]
    [InlineData("\uFEFF\"id1\",v\r\n\"2\",\"a\r\nb\"\r\n", "\"id1\",v\n\"2\",\"a\r\nb\"\n")]
    [InlineData("id1\n2", "id1\n2\n")]
    [InlineData("id1", "id1\n")]
    public async Task Tables_in_odd_but_valid_forms_are_read(string alice, string expected)
    {
        using EnginePair pair = new(new TaskConfig { AllowEmpty = true }, alice, Bob);

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, Assert.Null);
        Assert.Equal(expected, (await File.ReadAllTextAsync(pair.Outputs[0])).TrimStart('\uFEFF'));
    }

    [Fact]
    public void A_table_that_is_not_there_or_a_folder_is_named_with_its_path()
    {
        using TemporaryFolder folder = new();

        PsiException missing = Assert.Throws<PsiException>(() => TableFile.Open(folder.File("none.csv"), ["k"]));
        PsiException directory = Assert.Throws<PsiException>(() => TableFile.Open(folder.Path, ["k"]));

        Assert.Equal($"table {folder.File("none.csv")} cannot be read: there is no such file; check the path, and that the data source's folder holds it", missing.Message);
        Assert.StartsWith($"table {folder.Path} cannot be read: it is a folder; a table is read twice", directory.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_of_100_MB_is_refused_with_its_place_and_without_reading_it_whole()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("t.csv", "k,v\n1,\"");
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(100_000_000); // a hole: reads as zeros
        }

        CsvRecordReader reader = TableFile.Open(path, ["k"]).OpenRows(out FileStream rows);
        using FileStream closing = rows;
        PsiException e = Assert.Throws<PsiException>(() => reader.Read());

        Assert.Equal(ExitCode.Input, e.Code);
        Assert.StartsWith("row 1 of table t.csv (line 2, column 2) is longer than 16 MiB; look for a missing closing quote", e.Message, StringComparison.Ordinal);
        Assert.InRange(rows.Position, 1, 40_000_000);
    }

    [Fact]
    public async Task What_a_killed_engine_left_is_removed_and_what_a_living_one_writes_stays()
    {
        using TemporaryFolder folder = new();
        string left = folder.Write(".r.csv.0123.tmp", "partial");
        string other = folder.Write(".other.csv.0123.tmp", "partial");
        await using OutputFile living = OutputFile.Create(folder.File("r.csv"));
        living.Stream.Write(Encoding.ASCII.GetBytes("one\n"));

        await using (OutputFile second = OutputFile.Create(folder.File("r.csv")))
        {
            second.Stream.Write(Encoding.ASCII.GetBytes("two\n"));
        }

        Assert.False(File.Exists(left));
        Assert.True(File.Exists(other));
        living.Complete();
        living.Commit(replace: true);
        Assert.Equal("one\n", await File.ReadAllTextAsync(folder.File("r.csv")));
    }
}
