using Kuscia.Helm.Commands;

namespace Kuscia.Helm.Tests.Commands;

/// <summary>Where <c>helm template</c> writes.</summary>
public sealed class TemplateOutputTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("helm-out-");
    private readonly HelmRun _helm = new();

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Output_dir_gets_one_file_per_template()
    {
        Write("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
        Write("web/templates/a.yaml", "a: 1\n---\nb: 2\n");
        Write("web/templates/test.yaml", "kind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n");
        Write("web/crds/c.yaml", "c: 1\n---\nd: 2\n");
        string output = Path.Combine(_root.FullName, "out");

        Assert.Equal(0, await _helm.RunAsync(
            "template", "r", Path.Combine(_root.FullName, "web"), "--output-dir", output, "--release-name", "--include-crds", "--skip-tests"));

        Assert.Equal($"wrote {output}/r/crds/c.yaml\nwrote {output}/r/web/templates/a.yaml\n", _helm.Output);
        Assert.Equal(
            "---\n# Source: web/templates/a.yaml\na: 1\n---\n# Source: web/templates/a.yaml\nb: 2\n", File.ReadAllText(Path.Combine(output, "r/web/templates/a.yaml")));
        Assert.Single(Directory.GetFiles(Path.Combine(output, "r/web/templates")));
    }

    [Theory]
    [InlineData("../../etc/x.yaml")]
    [InlineData("/etc/x.yaml")]
    public void A_source_outside_the_folder_is_not_written(string source)
    {
        TemplateOutput output = new(noHooks: false, skipTests: false);
        output.Add($"---\n# Source: {source}\na: 1\n", []);
        using StringWriter text = new();

        Helm.Charts.HelmException failure = Assert.Throws<Kuscia.Helm.Charts.HelmException>(() => output.Write(text, [], Path.Combine(_root.FullName, "deep", "out")));

        Assert.StartsWith($"cannot write \"{source}\": it lies outside ", failure.Message);
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
