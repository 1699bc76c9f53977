using System.Text;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Tests.Commands;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Tests.Charts;

/// <summary>Charts whose files were saved with a byte order mark.</summary>
public sealed class ChartEncodingTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("chart-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task A_mark_in_any_file_of_a_chart_changes_nothing()
    {
        Write("Chart.yaml", "apiVersion: v1\nname: box\nversion: 1.0.0\n", Encoding.UTF8);
        Write("values.yaml", "greeting: hello\n", Encoding.UTF8);
        Write("requirements.yaml", "dependencies: []\n", Encoding.UTF8);
        Write("values.schema.json", """{"required": ["greeting"]}""", Encoding.UTF8);
        Write(".helmignore", "ignored.txt\n", Encoding.UTF8);
        Write("ignored.txt", "x", Encoding.UTF8);
        Write("note.txt", "a note", Encoding.UTF8);
        Write("templates/a.yaml", "kind: A\ngreeting: {{ .Values.greeting }}\nnote: {{ .Files.Get \"note.txt\" }}{{ .Files.Get \"ignored.txt\" }}\n", Encoding.UTF8);
        HelmRun run = new();

        int code = await run.RunAsync("template", "r", _root.FullName);

        Assert.Equal("", run.Error);
        Assert.Equal(0, code);
        Assert.Equal("---\n# Source: box/templates/a.yaml\nkind: A\ngreeting: hello\nnote: a note\n", run.Output);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Files_in_yaml_may_be_utf_16(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        Write("Chart.yaml", "apiVersion: v2\nname: box\nversion: 1.0.0\ndescription: 名\n", encoding);
        Write("values.yaml", "greeting: 你好\n", encoding);

        Chart chart = new ChartLoader().Load(_root.FullName);

        Assert.Equal("名", chart.Metadata.Description);
        Assert.Equal("""{"greeting":"你好"}""", HelmYaml.ToJson(chart.Values));
    }

    [Fact]
    public void Files_that_are_no_utf_8_are_refused()
    {
        File.WriteAllBytes(Path.Combine(_root.FullName, "Chart.yaml"), [.. "apiVersion: v2\nname: box\nversion: 1.0.0\ndescription: "u8, 0xC4, 0xE3, .. "\n"u8]);

        HelmException failure = Assert.Throws<HelmException>(() => new ChartLoader().Load(_root.FullName));

        Assert.Equal("cannot load Chart.yaml: error converting YAML to JSON: yaml: invalid trailing UTF-8 octet", failure.Message);
    }

    private void Write(string name, string text, Encoding encoding)
    {
        string path = Path.Combine(_root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, encoding);
    }
}
