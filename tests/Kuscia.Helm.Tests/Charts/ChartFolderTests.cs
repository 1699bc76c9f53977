using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Tests.Charts;

public sealed class ChartFolderTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("chart-");

    public ChartFolderTests() => Write("box/Chart.yaml", "apiVersion: v2\nname: box\nversion: 1.0.0\n");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Dot_files_in_templates_and_ignored_files_are_left_out()
    {
        Write("box/.helmignore", "*.bak\n/only-here\nsub/\n# comment\n\n  spaced.txt  \n");
        foreach (string name in new[] { "a.bak", "only-here", "deep/only-here", "sub/x", "deep/sub/y", "spaced.txt", "templates/.hidden", "templates/a.yaml", "kept" })
        {
            Write("box/" + name, "x");
        }

        Chart chart = Load();

        Assert.Equal([".helmignore", "deep/only-here", "kept"], chart.Files.Select(file => file.Name));
        Assert.Equal(["templates/a.yaml"], chart.Templates.Select(file => file.Name));
    }

    [Fact]
    public void Links_inside_the_chart_are_followed()
    {
        Write("box/real/data", "content");
        File.CreateSymbolicLink(Path.Combine(_root.FullName, "box", "alias"), "real/data");

        Chart chart = Load();

        Assert.Equal(["content", "content"], chart.Files.Select(file => file.Text));
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/hostname")]
    [InlineData("..")]
    public void Links_out_of_the_chart_are_refused(string target)
    {
        Write("secret", "s3cr3t");
        File.CreateSymbolicLink(Path.Combine(_root.FullName, "box", "link"), target);

        HelmException failure = Assert.Throws<HelmException>(Load);

        Assert.Equal("cannot load link: it is a link to a file outside the chart", failure.Message);
    }

    [Fact]
    public void Links_to_a_folder_above_do_not_run_in_circles()
    {
        Directory.CreateDirectory(Path.Combine(_root.FullName, "box", "deep"));
        Directory.CreateSymbolicLink(Path.Combine(_root.FullName, "box", "deep", "again"), "..");

        Assert.Throws<HelmException>(Load);
    }

    [Theory]
    [InlineData("values.yaml", "file '{0}' seems to be a YAML file, but expected a gzipped archive")]
    [InlineData("chart.tgz", "file '{0}' does not appear to be a gzipped archive; got 'text/plain; charset=utf-8'")]
    public void Files_that_are_no_archives_are_named(string name, string expected)
    {
        Write(name, "a: 1");
        string path = Path.Combine(_root.FullName, name);

        HelmException failure = Assert.Throws<HelmException>(() => new ChartLoader().Load(path));

        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, path), failure.Message);
    }

    [Fact]
    public void Missing_chart_is_named()
    {
        string path = Path.Combine(_root.FullName, "nothing");

        Assert.Equal($"path \"{path}\" not found", Assert.Throws<HelmException>(() => new ChartLoader().Load(path)).Message);
    }

    private Chart Load() => new ChartLoader().Load(Path.Combine(_root.FullName, "box"));

    private void Write(string name, string text)
    {
        string path = Path.Combine(_root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
