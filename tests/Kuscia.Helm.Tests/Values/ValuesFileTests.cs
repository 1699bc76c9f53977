using System.Text;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Values;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Tests.Values;

/// <summary>Values files as editors of all systems save them, and standard input in their place.</summary>
public sealed class ValuesFileTests : IDisposable
{
    private const string Text = "a: 1\nname: 张三\n";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("values-");

    public static TheoryData<string> Encodings => ["utf-8", "utf-16", "utf-16BE"];

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_byte_order_mark_belongs_to_no_key(string encoding)
    {
        string file = Write("v.yaml", Marked(Text, encoding));

        Assert.Equal("""{"a":1,"name":"张三"}""", Merge(new ValuesOptions { Files = [file] }));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Standard_input_is_read_as_a_file_is(string encoding)
    {
        using MemoryStream input = new(Marked(Text, encoding));

        Assert.Equal("""{"a":1,"name":"张三"}""", Merge(new ValuesOptions { Files = ["-"] }, input));
    }

    [Fact]
    public void Standard_input_has_its_place_among_the_files()
    {
        string first = Write("first.yaml", "a: 1\nb: 1\nc: 1\n"u8.ToArray());
        string last = Write("last.yaml", "c: 3\n"u8.ToArray());
        using MemoryStream input = new("b: 2\nc: 2\n"u8.ToArray());

        Assert.Equal("""{"a":1,"b":2,"c":3}""", Merge(new ValuesOptions { Files = [first, "-", last] }, input));
    }

    [Fact]
    public void A_file_that_becomes_a_text_keeps_its_mark()
    {
        string file = Write("v.txt", Marked("x", "utf-8"));

        Assert.Equal("{\"f\":\"\uFEFFx\"}", Merge(new ValuesOptions { SetFile = [$"f={file}"] }));
    }

    [Fact]
    public void A_text_can_come_from_standard_input()
    {
        using MemoryStream input = new("some\ntext"u8.ToArray());

        Assert.Equal("""{"f":"some\ntext"}""", Merge(new ValuesOptions { SetFile = ["f=-"] }, input));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)':', (byte)' ', 0xC4, 0xE3, (byte)'\n' }, "yaml: invalid trailing UTF-8 octet")]
    [InlineData(new byte[] { (byte)'a', (byte)':', (byte)' ', 0xFF, (byte)'\n' }, "yaml: invalid leading UTF-8 octet")]
    [InlineData(new byte[] { (byte)'a', (byte)':', (byte)' ', 0xE4, 0xBD }, "yaml: incomplete UTF-8 octet sequence")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0, (byte)':' }, "yaml: incomplete UTF-16 character")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0, 0x3D, 0xD8, (byte)'b', 0 }, "yaml: expected low surrogate area")]
    public void What_is_no_text_is_refused_with_the_reason(byte[] content, string reason)
    {
        string file = Write("v.yaml", content);

        HelmException failure = Assert.Throws<HelmException>(() => Merge(new ValuesOptions { Files = [file] }));

        Assert.Equal($"failed to parse {file}: error converting YAML to JSON: {reason}", failure.Message);
    }

    private static string Merge(ValuesOptions options, Stream? input = null) => HelmYaml.ToJson(new ValuesMerger(input).Merge(options));

    private static byte[] Marked(string text, string encoding)
    {
        Encoding chosen = Encoding.GetEncoding(encoding);
        return [.. chosen.GetPreamble(), .. chosen.GetBytes(text)];
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_root.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
