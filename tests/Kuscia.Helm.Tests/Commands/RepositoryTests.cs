using System.Text;
using Kuscia.Helm.Tests.Charts;

namespace Kuscia.Helm.Tests.Commands;

/// <summary>Charts from repositories, archives and dependencies.</summary>
public sealed class RepositoryTests : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("helm-repo-");
    private readonly HelmRun _helm = new();
    private readonly byte[] _newest = Web("1.10.0");
    private ChartServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await ChartServer.StartAsync();
        _server.Offer("web", ("1.0.0", Web("1.0.0")), ("1.4.2", Web("1.4.2")), ("2.0.0-rc.1", Web("2.0.0-rc.1")), ("1.10.0", _newest));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _root.Delete(recursive: true);
    }

    [Theory]
    [InlineData(null, "1.10.0")]
    [InlineData("1.4.2", "1.4.2")]
    [InlineData("~1.4", "1.4.2")]
    [InlineData(">=1.0 <1.10", "1.4.2")]
    [InlineData(">=2.0.0-0", "2.0.0-rc.1")]
    public async Task Version_chooses_from_a_repository(string? version, string expected)
    {
        int code = await _helm.RunAsync(["template", "r", "web", "--repo", _server.Address, .. version is null ? Array.Empty<string>() : ["--version", version]]);

        Assert.Equal("", _helm.Error);
        Assert.Equal(0, code);
        Assert.Contains($"version: {expected}\n", _helm.Output);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public async Task An_index_may_start_with_a_byte_order_mark(string encoding)
    {
        _server.IndexEncoding = Encoding.GetEncoding(encoding);

        Assert.Equal(0, await _helm.RunAsync("show", "chart", "web", "--repo", _server.Address));

        Assert.Contains("version: 1.10.0\n", _helm.Output);
    }

    [Fact]
    public async Task Development_versions_are_taken_on_request()
    {
        Assert.Equal(0, await _helm.RunAsync("show", "chart", "web", "--repo", _server.Address, "--devel"));

        Assert.Contains("version: 2.0.0-rc.1\n", _helm.Output);
    }

    [Fact]
    public async Task What_a_repository_does_not_have_is_named()
    {
        await FailAsync($"chart \"web\" version \"^9\" not found in {_server.Address} repository", "show", "chart", "web", "--repo", _server.Address, "--version", "^9");
        await FailAsync($"chart \"ghost\" not found in {_server.Address} repository", "show", "chart", "ghost", "--repo", _server.Address);
        await FailAsync(
            $"looks like \"{_server.Address}/x\" is not a valid chart repository or cannot be reached: failed to fetch {_server.Address}/x/index.yaml : 404 Not Found",
            "show", "chart", "web", "--repo", _server.Address + "/x");
        await FailAsync(
            "could not find protocol handler for \"ftp://x\"; give a repository with http:// or https://, or the path of a chart",
            "show", "chart", "web", "--repo", "ftp://x");
    }

    [Fact]
    public async Task An_archive_that_is_not_the_one_of_the_index_is_refused()
    {
        _server.Replace("web-1.4.2.tgz", Web("6.6.6"));

        Assert.Equal(1, await _helm.RunAsync("pull", "web", "--repo", _server.Address, "--version", "1.4.2", "-d", _root.FullName));

        Assert.Contains("but the index of the repository says", _helm.Error);
        Assert.Empty(_root.GetFiles());
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("file://localhost/etc/passwd")]
    [InlineData("/\\\\/etc/passwd")]
    [InlineData("ftp://example.test/x.tgz")]
    [InlineData("oci://example.test/x")]
    [InlineData("data:application/gzip;base64,AAAA")]
    [InlineData("http://")]
    [InlineData("http://[::1")]
    [InlineData("http://a:99999/x.tgz")]
    [InlineData("javascript:1")]
    [InlineData("C:\\x.tgz")]
    public async Task An_address_of_the_index_that_is_none_of_http_is_refused(string url)
    {
        _server.OfferAt("odd", "1.0.0", url);

        int code = await _helm.RunAsync("template", "r", "odd", "--repo", _server.Address);

        Assert.Equal(1, code);
        Assert.Matches("^Error: (chart \"odd\" version \"1.0.0\": the index of |Get |failed to fetch )[^\n]*\n$", _helm.Error);
    }

    [Theory]
    [InlineData("../charts/./web-1.0.0.tgz")]
    [InlineData("/charts/web-1.0.0.tgz")]
    [InlineData("SERVER/web-1.0.0.tgz")]
    [InlineData("old.tgz")]
    public async Task An_archive_lies_beside_the_index_or_where_it_says(string url)
    {
        _server.OfferAt("there", "1.0.0", url.Replace("SERVER", _server.Address));
        _server.Redirect("old.tgz", "web-1.0.0.tgz");

        await SucceedAsync("template", "r", "there", "--repo", _server.Address);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "it redirects to file:///etc/passwd, and only http and https addresses are fetched")]
    [InlineData("ftp://example.test/x", "it redirects to ftp://example.test/x, and only http and https addresses are fetched")]
    [InlineData("loop.tgz", "stopped after 5 redirects")]
    public async Task A_redirection_to_elsewhere_is_refused(string location, string expected)
    {
        _server.OfferAt("moved", "1.0.0", "loop.tgz");
        _server.Redirect("loop.tgz", location);

        await FailAsync($"Get \"{_server.Address}/loop.tgz\": {expected}", "template", "r", "moved", "--repo", _server.Address);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_repository_elsewhere_does_not_lead_to_this_machine(bool redirects)
    {
        await using ChartServer elsewhere = await ChartServer.StartAsync(System.Net.Dns.GetHostName());
        string inner = _server.Address + "/web-1.4.2.tgz";
        elsewhere.OfferAt("inner", "1.0.0", redirects ? "moved.tgz" : inner);
        elsewhere.Redirect("moved.tgz", inner);

        Assert.Equal(1, await _helm.RunAsync("template", "r", "inner", "--repo", elsewhere.Address));

        Assert.Contains("127.0.0.1 is this machine or the link it is on", _helm.Error);
    }

    [Fact]
    public async Task The_account_of_a_repository_is_for_its_server_alone()
    {
        await using ChartServer other = await ChartServer.StartAsync();
        other.Replace("web-1.0.0.tgz", Web("1.0.0"));
        _server.OfferAt("elsewhere", "1.0.0", other.Address + "/web-1.0.0.tgz");

        Assert.Equal(0, await _helm.RunAsync("template", "r", "elsewhere", "--repo", _server.Address.Replace("://", "://user:p%40ss@")));

        Assert.Equal(["Basic dXNlcjpwQHNz"], _server.Accounts);
        Assert.Equal([""], other.Accounts);
    }

    [Fact]
    public async Task The_account_of_a_repository_is_not_printed()
    {
        Assert.Equal(1, await _helm.RunAsync("template", "r", "ghost", "--repo", _server.Address.Replace("://", "://user:secret@")));

        Assert.Equal($"Error: chart \"ghost\" not found in {_server.Address} repository\n", _helm.Error.Replace("/charts/ ", "/charts "));
    }

    [Fact]
    public async Task A_chart_is_taken_from_an_address_of_its_own()
    {
        Assert.Equal(0, await _helm.RunAsync("template", "r", _server.Address + "/web-1.4.2.tgz"));
        Assert.Contains("version: 1.4.2\n", _helm.Output);

        await SucceedAsync("pull", _server.Address + "/web-1.4.2.tgz", "-d", _root.FullName);
        Assert.True(File.Exists(Path.Combine(_root.FullName, "web-1.4.2.tgz")));
    }

    [Theory]
    [InlineData("file:///etc/passwd", "file")]
    [InlineData("ftp://example.test/x.tgz", "ftp")]
    [InlineData("oci://example.test/x", "oci")]
    [InlineData("http://", "http")]
    public async Task Another_scheme_of_a_chart_is_refused(string chart, string scheme)
    {
        string expected = $"scheme \"{scheme}\" not supported: charts are taken from folders, .tgz files and http:// or https:// addresses";

        await FailAsync(expected, "template", "r", chart);
        await FailAsync(expected, "pull", chart);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        string path = Path.Combine(_root.FullName, "missing", "web-1.10.0.tgz");

        Assert.Equal(1, await _helm.RunAsync("pull", "web", "--repo", _server.Address, "-d", Path.Combine(_root.FullName, "missing")));

        Assert.StartsWith($"Error: failed to save {path}: ", _helm.Error);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "cannot read values from file:///etc/passwd: only files are supported; download it first")]
    [InlineData("http://example.test/v.yaml", "cannot read values from http://example.test/v.yaml: only files are supported; download it first")]
    [InlineData("no/such.yaml", "open no/such.yaml: no such file or directory")]
    public async Task Values_are_taken_from_files_alone(string file, string expected)
    {
        await FailAsync(expected, "template", "r", "web", "--repo", _server.Address, "-f", file);
        await FailAsync($"failed parsing --set-file data: {expected}", "template", "r", "web", "--repo", _server.Address, "--set-file", $"a={file}");
    }

    [Fact]
    public async Task A_values_file_without_a_name_is_refused() =>
        await FailAsync("open : no such file or directory", "template", "r", "web", "--repo", _server.Address, "-f", "");

    [Theory]
    [InlineData("ftp://example.test")]
    [InlineData("file://")]
    [InlineData("http://")]
    [InlineData("http://[::1")]
    [InlineData("oci://example.test/x")]
    [InlineData("@local")]
    [InlineData("alias:local")]
    [InlineData("file://../../no/such")]
    public async Task A_dependency_from_elsewhere_is_refused(string repository)
    {
        string folder = Write("app/Chart.yaml", $"apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {{name: web, version: ^1.0.0, repository: '{repository}'}}\n");

        int code = await _helm.RunAsync("dependency", "update", folder);

        Assert.Equal(1, code);
        Assert.Matches("^Error: [^\n]*\n$", _helm.Error);
        Assert.False(Directory.Exists(Path.Combine(folder, "charts")));
    }

    [Fact]
    public async Task Pull_saves_the_archive()
    {
        await SucceedAsync("pull", "web", "--repo", _server.Address, "--version", "^1.4", "-d", _root.FullName);

        Assert.Equal(_newest, File.ReadAllBytes(Path.Combine(_root.FullName, "web-1.10.0.tgz")));
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

        await SucceedAsync("package", folder, "-d", _root.FullName, "--version", "3.0.0", "--app-version", "seven");

        string archive = Path.Combine(_root.FullName, "web-3.0.0.tgz");
        Assert.Equal($"Successfully packaged chart and saved it to: {archive}\n", _helm.Output);
        await SucceedAsync("template", archive);
        Assert.Contains("v: 3.0.0\na: 1\napp: seven\n", _helm.Output);
        Assert.Contains("s: true\n", _helm.Output);
        Assert.Equal(1, await _helm.RunAsync("package", folder, "--version", "three"));
        Assert.Equal("Error: invalid semantic version: \"three\" is not a version of a chart\n", _helm.Error);
    }

    [Fact]
    public async Task Dependencies_come_from_folders_and_repositories()
    {
        string folder = Write(
            "app/Chart.yaml",
            $"apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {{name: web, version: ^1.0.0, repository: '{_server.Address}'}}\n- {{name: lib, version: '>=0.1', repository: file://../lib}}\n");
        Write("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 0.2.0\n");
        Write("app/charts/web-0.9.0.tgz", Web("0.9.0"));
        await FailAsync(
            "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: lib",
            "template", folder);

        await SucceedAsync("dependency", "update", folder);

        Assert.Equal(["lib-0.2.0.tgz", "web-1.10.0.tgz"], Directory.GetFiles(Path.Combine(folder, "charts")).Select(Path.GetFileName).Order());
        string lockFile = File.ReadAllText(Path.Combine(folder, "Chart.lock"));
        Assert.StartsWith($"dependencies:\n- name: web\n  repository: {_server.Address}\n  version: 1.10.0\n- name: lib\n  repository: file://../lib\n  version: 0.2.0\ndigest: sha256:", lockFile);
        await SucceedAsync("template", folder);
        await SucceedAsync("dependency", "list", folder);
        Assert.Equal($"NAME\tVERSION\tREPOSITORY{new string(' ', _server.Address.Length - 10)}\tSTATUS\nweb \t^1.0.0 \t{_server.Address}\tok    \nlib \t>=0.1  \tfile://../lib{new string(' ', _server.Address.Length - 13)}\tok    \n\n", _helm.Output);
    }

    [Fact]
    public async Task Build_brings_what_the_lock_names_and_refuses_a_stale_one()
    {
        string folder = Write("app/Chart.yaml", $"apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {{name: web, version: 1.4.x, repository: '{_server.Address}'}}\n");
        await SucceedAsync("dependency", "build", folder);
        File.Delete(Path.Combine(folder, "charts", "web-1.4.2.tgz"));
        string lockFile = File.ReadAllText(Path.Combine(folder, "Chart.lock"));

        await SucceedAsync("dependency", "build", folder);

        Assert.True(File.Exists(Path.Combine(folder, "charts", "web-1.4.2.tgz")));
        Assert.Equal(lockFile, File.ReadAllText(Path.Combine(folder, "Chart.lock")));
        Write("app/Chart.yaml", $"apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {{name: web, version: 1.x.x, repository: '{_server.Address}'}}\n");
        await FailAsync("the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update the dependencies", "dependency", "build", folder);
    }

    [Fact]
    public async Task A_dependency_that_cannot_be_had_leaves_charts_alone()
    {
        string folder = Write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {name: lib, version: ^2, repository: file://../lib}\n");
        Write("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 0.2.0\n");
        Write("app/charts/lib-0.1.0.tgz", TestArchive.Pack(("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 0.1.0\n")));

        Assert.Equal(1, await _helm.RunAsync("dependency", "update", folder));

        Assert.StartsWith("Error: can't get a valid version for repositories lib. Try changing the version constraint in Chart.yaml", _helm.Error);
        Assert.True(File.Exists(Path.Combine(folder, "charts", "lib-0.1.0.tgz")));
    }

    private static byte[] Web(string version) => TestArchive.Pack(
        ("web/Chart.yaml", $"apiVersion: v2\nname: web\nversion: {version}\n"), ("web/templates/v.yaml", "version: {{ .Chart.Version }}\n"));

    private string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] data)
    {
        string path = Path.Combine(_root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, data);
        return Path.Combine(_root.FullName, name.Split('/')[0]);
    }

    private async Task SucceedAsync(params string[] arguments)
    {
        int code = await _helm.RunAsync(arguments);
        Assert.Equal("", _helm.Error);
        Assert.Equal(0, code);
    }

    private async Task FailAsync(string expected, params string[] arguments)
    {
        Assert.Equal(1, await _helm.RunAsync(arguments));
        Assert.Equal($"Error: {expected}\n", _helm.Error);
    }
}
