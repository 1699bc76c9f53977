using System.Text;
using Kuscia.Helm.Tests.Charts;

namespace Kuscia.Helm.Tests.Commands;

/// <summary>Charts from repositories, archives and dependencies.</summary>
public sealed class RepositoryTests : IAsyncLifetime
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("helm-repo-");
    private readonly HelmRun helm = new();
    private readonly byte[] newest = Web("1.10.0");
    private ChartServer server = null!;

    public async Task InitializeAsync()
    {
        server = await ChartServer.StartAsync();
        server.Offer("web", ("1.0.0", Web("1.0.0")), ("1.4.2", Web("1.4.2")), ("2.0.0-rc.1", Web("2.0.0-rc.1")), ("1.10.0", newest));
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        root.Delete(recursive: true);
    }

    [Theory]
    [InlineData(null, "1.10.0")]
    [InlineData("1.4.2", "1.4.2")]
    [InlineData("~1.4", "1.4.2")]
    [InlineData(">=1.0 <1.10", "1.4.2")]
    [InlineData(">=2.0.0-0", "2.0.0-rc.1")]
    public async Task Version_chooses_from_a_repository(string? version, string expected)
    {
        int code = await helm.RunAsync(["template", "r", "web", "--repo", server.Address, .. version is null ? Array.Empty<string>() : ["--version", version]]);

        Assert.Equal("", helm.Error);
        Assert.Equal(0, code);
        Assert.Contains($"version: {expected}\n", helm.Output);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public async Task An_index_may_start_with_a_byte_order_mark(string encoding)
    {
        server.IndexEncoding = Encoding.GetEncoding(encoding);

        Assert.Equal(0, await helm.RunAsync("show", "chart", "web", "--repo", server.Address));

        Assert.Contains("version: 1.10.0\n", helm.Output);
    }

    [Fact]
    public async Task Development_versions_are_taken_on_request()
    {
        Assert.Equal(0, await helm.RunAsync("show", "chart", "web", "--repo", server.Address, "--devel"));

        Assert.Contains("version: 2.0.0-rc.1\n", helm.Output);
    }

    [Fact]
    public async Task What_a_repository_does_not_have_is_named()
    {
        await FailAsync($"chart \"web\" version \"^9\" not found in {server.Address} repository", "show", "chart", "web", "--repo", server.Address, "--version", "^9");
        await FailAsync($"chart \"ghost\" not found in {server.Address} repository", "show", "chart", "ghost", "--repo", server.Address);
        await FailAsync(
            $"looks like \"{server.Address}/x\" is not a valid chart repository or cannot be reached: failed to fetch {server.Address}/x/index.yaml : 404 Not Found",
            "show", "chart", "web", "--repo", server.Address + "/x");
        await FailAsync(
            "could not find protocol handler for \"ftp://x\"; give a repository with http:// or https://, or the path of a chart",
            "show", "chart", "web", "--repo", "ftp://x");
    }

    [Fact]
    public async Task An_archive_that_is_not_the_one_of_the_index_is_refused()
    {
        server.Replace("web-1.4.2.tgz", Web("6.6.6"));

        Assert.Equal(1, await helm.RunAsync("pull", "web", "--repo", server.Address, "--version", "1.4.2", "-d", root.FullName));

        Assert.Contains("but the index of the repository says", helm.Error);
        Assert.Empty(root.GetFiles());
    }

    [Fact]
    public async Task Pull_saves_the_archive()
    {
        await SucceedAsync("pull", "web", "--repo", server.Address, "--version", "^1.4", "-d", root.FullName);

        Assert.Equal(newest, File.ReadAllBytes(Path.Combine(root.FullName, "web-1.10.0.tgz")));
    }

    [Fact]
    public async Task A_packed_chart_renders_like_its_folder()
    {
        string folder = Write("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
        Write("web/values.yaml", "a: 1\n");
        Write("web/.helmignore", "secret.txt\n");
        Write("web/secret.txt", "hidden");
        Write("web/templates/c.yaml", "v: {{ .Chart.Version }}\na: {{ .Values.a }}\napp: {{ .Chart.AppVersion }}\n");
        Write("web/charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.1.0\n");
        Write("web/charts/sub/templates/s.yaml", "s: true\n");

        await SucceedAsync("package", folder, "-d", root.FullName, "--version", "3.0.0", "--app-version", "seven");

        string archive = Path.Combine(root.FullName, "web-3.0.0.tgz");
        Assert.Equal($"Successfully packaged chart and saved it to: {archive}\n", helm.Output);
        await SucceedAsync("template", archive);
        Assert.Contains("v: 3.0.0\na: 1\napp: seven\n", helm.Output);
        Assert.Contains("s: true\n", helm.Output);
        Assert.Equal(1, await helm.RunAsync("package", folder, "--version", "three"));
        Assert.Equal("Error: Invalid Semantic Version: \"three\" is not a version of a chart\n", helm.Error);
    }

    [Fact]
    public async Task Dependencies_come_from_folders_and_repositories()
    {
        string folder = Write(
            "app/Chart.yaml",
            $"apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {{name: web, version: ^1.0.0, repository: '{server.Address}'}}\n- {{name: lib, version: '>=0.1', repository: file://../lib}}\n");
        Write("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 0.2.0\n");
        Write("app/charts/web-0.9.0.tgz", Web("0.9.0"));
        await FailAsync(
            "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: lib",
            "template", folder);

        await SucceedAsync("dependency", "update", folder);

        Assert.Equal(["lib-0.2.0.tgz", "web-1.10.0.tgz"], Directory.GetFiles(Path.Combine(folder, "charts")).Select(Path.GetFileName).Order());
        string lockFile = File.ReadAllText(Path.Combine(folder, "Chart.lock"));
        Assert.StartsWith($"dependencies:\n- name: web\n  repository: {server.Address}\n  version: 1.10.0\n- name: lib\n  repository: file://../lib\n  version: 0.2.0\ndigest: sha256:", lockFile);
        await SucceedAsync("template", folder);
        await SucceedAsync("dependency", "list", folder);
        Assert.Equal($"NAME\tVERSION\tREPOSITORY{new string(' ', server.Address.Length - 10)}\tSTATUS\nweb \t^1.0.0 \t{server.Address}\tok    \nlib \t>=0.1  \tfile://../lib{new string(' ', server.Address.Length - 13)}\tok    \n\n", helm.Output);
    }

    [Fact]
    public async Task Build_brings_what_the_lock_names_and_refuses_a_stale_one()
    {
        string folder = Write("app/Chart.yaml", $"apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {{name: web, version: 1.4.x, repository: '{server.Address}'}}\n");
        await SucceedAsync("dependency", "build", folder);
        File.Delete(Path.Combine(folder, "charts", "web-1.4.2.tgz"));
        string lockFile = File.ReadAllText(Path.Combine(folder, "Chart.lock"));

        await SucceedAsync("dependency", "build", folder);

        Assert.True(File.Exists(Path.Combine(folder, "charts", "web-1.4.2.tgz")));
        Assert.Equal(lockFile, File.ReadAllText(Path.Combine(folder, "Chart.lock")));
        Write("app/Chart.yaml", $"apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {{name: web, version: 1.x.x, repository: '{server.Address}'}}\n");
        await FailAsync("the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update the dependencies", "dependency", "build", folder);
    }

    [Fact]
    public async Task A_dependency_that_cannot_be_had_leaves_charts_alone()
    {
        string folder = Write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {name: lib, version: ^2, repository: file://../lib}\n");
        Write("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 0.2.0\n");
        Write("app/charts/lib-0.1.0.tgz", TestArchive.Pack(("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 0.1.0\n")));

        Assert.Equal(1, await helm.RunAsync("dependency", "update", folder));

        Assert.StartsWith("Error: can't get a valid version for repositories lib. Try changing the version constraint in Chart.yaml", helm.Error);
        Assert.True(File.Exists(Path.Combine(folder, "charts", "lib-0.1.0.tgz")));
    }

    private static byte[] Web(string version) => TestArchive.Pack(
        ("web/Chart.yaml", $"apiVersion: v2\nname: web\nversion: {version}\n"), ("web/templates/v.yaml", "version: {{ .Chart.Version }}\n"));

    private string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] data)
    {
        string path = Path.Combine(root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, data);
        return Path.Combine(root.FullName, name.Split('/')[0]);
    }

    private async Task SucceedAsync(params string[] arguments)
    {
        int code = await helm.RunAsync(arguments);
        Assert.Equal("", helm.Error);
        Assert.Equal(0, code);
    }

    private async Task FailAsync(string expected, params string[] arguments)
    {
        Assert.Equal(1, await helm.RunAsync(arguments));
        Assert.Equal($"Error: {expected}\n", helm.Error);
    }
}
