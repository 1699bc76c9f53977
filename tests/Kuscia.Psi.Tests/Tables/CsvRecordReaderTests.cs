using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Kuscia.Psi.Tables;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Tables;

public sealed class CsvRecordReaderTests
{
    private static readonly Gen<string> Value = Gen.ArrayOf(Gen.Elements('a', 'Z', '"', ',', '\n', '\r', ' ', '\u00e9', '\u4e2d', '\t'))
        .Select(chars => new string(chars));

    private static readonly Gen<string[][]> Table = Gen.Choose(1, 4).SelectMany(width =>
        Gen.NonEmptyListOf(Gen.ArrayOf(Value, width)).Select(rows => rows.ToArray()));

    [Theory]
    [InlineData("a,b\n1,2\n", "a|b;1|2")]
    [InlineData("a,b\r\n1,2\r\n", "a|b;1|2")]
    [InlineData("a,b\n1,2", "a|b;1|2")]
    [InlineData("\uFEFFa,b\n1,2", "a|b;1|2")]
    [InlineData("a,b\n,\n", "a|b;|")]
    [InlineData("a,b,\n1,2,", "a|b|;1|2|")]
    [InlineData("\n\r\na\n\n1\n\n", "a;1")]
    [InlineData("\"a\",\"b\"\n\"1,\"\"x\"\"\",\"l1\r\nl2\"\r\n", "a|b;1,\"x\"|l1\r\nl2")]
    [InlineData("a,b\n\"\",x\n", "a|b;|x")]
    [InlineData("a,b\nx\"y\",2\n", "a|b;x\"y\"|2")]
    [InlineData("a b , c\n", "a b | c")]
    public void Records_are_split_into_values(string text, string expected)
    {
        foreach (int step in new[] { 1, 2, 3, 1000 })
        {
            Assert.Equal(expected, string.Join(';', Read(text, step).Select(r => string.Join('|', r))));
        }
    }

    [Theory]
    [InlineData("a\n\"open\n", "row 1 of table t.csv (line 2, column 1) has a quote that is never closed")]
    [InlineData("a,b\n\n\"l\n1\",2\r\n\r\n1,\"x\"y\n", "row 2 of table t.csv (line 6, column 2) has text after a closing quote")]
    [InlineData("a\r,b\n", "the header of table t.csv (line 1, column 1) has a carriage return without a line feed after it")]
    [InlineData("\"a\"b\n", "the header of table t.csv (line 1, column 1) has text after a closing quote")]
    public void Broken_records_are_named_by_their_row(string text, string expected)
    {
        PsiException e = Assert.Throws<PsiException>(() => Read(text, 7));

        Assert.Equal(ExitCode.Input, e.Code);
        Assert.StartsWith(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_table_written_with_quotes_is_read_back() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Table.Zip(Gen.Choose(1, 9)).ToArbitrary(), pair =>
        {
            string text = string.Concat(pair.Item1.Select(row => string.Join(',', row.Select(Quote)) + "\r\n"));
            string[][] read = Read(text, pair.Item2);
            return read.Length == pair.Item1.Length && read.Zip(pair.Item1).All(p => p.First.SequenceEqual(p.Second));
        }));

    [Fact]
    public void Offset_and_raw_bytes_lead_back_to_the_record()
    {
        string text = "\uFEFFid,v\r\n\"1\n\",x\r\n\n22,\"y\"\"\"\n3,z";
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        CsvRecordReader reader = new(new TrickleStream(bytes, 4), "t.csv");
        List<string> raw = [];
        while (reader.Read())
        {
            Assert.True(bytes.AsSpan((int)reader.Offset, reader.Raw.Length).SequenceEqual(reader.Raw));
            raw.Add(Encoding.UTF8.GetString(reader.Raw));
        }

        Assert.Equal(["id,v", "\"1\n\",x", "22,\"y\"\"\"", "3,z"], raw);
    }

    [Fact]
    public void A_record_longer_than_the_limit_is_refused()
    {
        PsiException e = Assert.Throws<PsiException>(() => Read("a\n\"" + new string('x', CsvRecordReader.MaxRecordLength) + "\"\n", 1 << 20));

        Assert.StartsWith("row 1 of table t.csv (line 2, column 1) is longer than 16 MiB", e.Message, StringComparison.Ordinal);
        Assert.Contains("closing quote", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_longer_than_the_buffer_is_read()
    {
        string value = new('x', 700_000);

        Assert.Equal([["a"], [value], ["b"]], Read($"a\n{value}\nb\n", 100_000));
    }

    private static string Quote(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string[][] Read(string text, int step)
    {
        CsvRecordReader reader = new(new TrickleStream(Encoding.UTF8.GetBytes(text), step), "t.csv");
        List<string[]> records = [];
        while (reader.Read())
        {
            records.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Encoding.UTF8.GetString(reader.Field(i)))]);
        }

        Assert.False(reader.Read());
        return [.. records];
    }
}
