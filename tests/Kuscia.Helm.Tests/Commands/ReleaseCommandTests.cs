using System.Text.Json;
using Kuscia.Helm.Tests.Releases;

namespace Kuscia.Helm.Tests.Commands;

/// <summary>The commands that work on a cluster, over a kubeconfig.</summary>
public sealed class ReleaseCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("helm-");
    private KubeDouble _kube = null!;
    private HelmRun _helm = null!;

    private string Chart => Path.Combine(_root.FullName, "web");

    public async Task InitializeAsync()
    {
        _kube = await KubeDouble.StartAsync();
        string config = Path.Combine(_root.FullName, "config");
        await File.WriteAllTextAsync(config, $$$"""
            apiVersion: v1
            kind: Config
            current-context: here
            contexts:
            - {name: here, context: {cluster: c, user: u, namespace: shop}}
            - {name: there, context: {cluster: c, user: u, namespace: other}}
            clusters:
            - {name: c, cluster: {server: "{{{_kube.Address}}}" }}
            users:
            - {name: u, user: {token: secret}}
            """);
        _helm = new HelmRun(new() { ["KUBECONFIG"] = config }, new FixedClock());
        Write("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: \"7\"\n");
        Write("web/values.yaml", TestCharts.WebValues);
        Write("web/templates/web.yaml", TestCharts.Web);
        Write("web/templates/NOTES.txt", "Visit {{ .Release.Name }}.\n");
    }

    public async Task DisposeAsync()
    {
        await _kube.DisposeAsync();
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task A_release_lives_through_all_commands()
    {
        await ExpectAsync(
            "NAME: r\nLAST DEPLOYED: Fri Mar  1 10:20:30 2024\nNAMESPACE: shop\nSTATUS: deployed\nREVISION: 1\nTEST SUITE: None\nNOTES:\nVisit r.\n",
            "install", "r", Chart, "--wait", "--timeout", "10s");
        await ExpectAsync(
            "Release \"r\" has been upgraded. Happy Helming!\nNAME: r\nLAST DEPLOYED: Fri Mar  1 10:20:30 2024\nNAMESPACE: shop\nSTATUS: deployed\n" +
            "REVISION: 2\nTEST SUITE: None\nNOTES:\nVisit r.\n",
            "upgrade", "r", Chart, "--set", "tag=two");
        await ExpectAsync(
            "NAME\tNAMESPACE\tREVISION\tUPDATED                      \tSTATUS  \tCHART    \tAPP VERSION\n" +
            "r   \tshop     \t2       \t2024-03-01 10:20:30 +0000 UTC\tdeployed\tweb-1.2.3\t7          \n",
            "list");
        await ExpectAsync("USER-SUPPLIED VALUES:\ntag: two\n", "get", "values", "r");
        await ExpectAsync("Rollback was a success! Happy Helming!\n", "rollback", "r", "1");
        await ExpectAsync(
            "REVISION\tUPDATED                 \tSTATUS    \tCHART    \tAPP VERSION\tDESCRIPTION     \n" +
            "1       \tFri Mar  1 10:20:30 2024\tsuperseded\tweb-1.2.3\t7          \tInstall complete\n" +
            "2       \tFri Mar  1 10:20:30 2024\tsuperseded\tweb-1.2.3\t7          \tUpgrade complete\n" +
            "3       \tFri Mar  1 10:20:30 2024\tdeployed  \tweb-1.2.3\t7          \tRollback to 1   \n",
            "history", "r");
        await ExpectAsync("release \"r\" uninstalled\n", "uninstall", "r", "--keep-history");
        await ExpectAsync("r\n", "list", "--uninstalled", "-q");
        await ExpectAsync("release \"r\" uninstalled\n", "uninstall", "r");
        Assert.Empty(_kube.Paths);
    }

    [Fact]
    public async Task Upgrade_install_installs_what_is_missing()
    {
        await _helm.RunAsync("upgrade", "--install", "r", Chart, "-n", "fresh", "--create-namespace", "--description", "my words");

        Assert.StartsWith("Release \"r\" does not exist. Installing it now.\nNAME: r\n", _helm.Output);
        Assert.NotNull(_kube.Find("/api/v1/namespaces/fresh"));
        await ExpectAsync("[\"r\"]\n", "list", "-A", "-q", "-o", "json");
        Assert.Equal(0, await _helm.RunAsync("status", "r", "-n", "fresh", "--show-desc"));
        Assert.Contains("DESCRIPTION: my words\n", _helm.Output);
    }

    [Fact]
    public async Task Lists_print_json_with_members_in_helm_order()
    {
        await _helm.RunAsync("install", "r", Chart);

        await ExpectAsync(
            "[{\"name\":\"r\",\"namespace\":\"shop\",\"revision\":\"1\",\"updated\":\"2024-03-01 10:20:30 +0000 UTC\",\"status\":\"deployed\"," +
            "\"chart\":\"web-1.2.3\",\"app_version\":\"7\"}]\n",
            "ls", "-o", "json");
        await ExpectAsync(
            "[{\"revision\":1,\"updated\":\"2024-03-01T10:20:30Z\",\"status\":\"deployed\",\"chart\":\"web-1.2.3\",\"app_version\":\"7\"," +
            "\"description\":\"Install complete\"}]\n",
            "history", "r", "-o", "json");
        Assert.Equal(0, await _helm.RunAsync("status", "r", "-o", "json"));
        using JsonDocument status = JsonDocument.Parse(_helm.Output);
        Assert.Equal("deployed", status.RootElement.GetProperty("info").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Get_prints_the_parts_of_a_release()
    {
        await _helm.RunAsync("install", "r", Chart, "--set", "tag=x");

        Assert.Equal(0, await _helm.RunAsync("get", "manifest", "r"));
        Assert.StartsWith("---\n# Source: web/templates/web.yaml\napiVersion: v1\nkind: Service\n", _helm.Output);
        await ExpectAsync("NOTES:\nVisit r.\n\n", "get", "notes", "r");
        await ExpectAsync("", "get", "hooks", "r");
        await ExpectAsync("{\"tag\":\"x\"}\n", "get", "values", "r", "-o", "json");
        await ExpectAsync("COMPUTED VALUES:\nenv:\n  A: x\nreplicas: 1\nservice: true\ntag: x\n", "get", "values", "r", "--all");
        Assert.Equal(0, await _helm.RunAsync("get", "all", "r"));
        Assert.Contains("USER-SUPPLIED VALUES:\ntag: x\n\nCOMPUTED VALUES:\n", _helm.Output);
        Assert.Contains("HOOKS:\nMANIFEST:\n---\n# Source: web/templates/web.yaml\n", _helm.Output);
    }

    [Fact]
    public async Task Dry_run_prints_the_manifest_and_leaves_nothing()
    {
        Assert.Equal(0, await _helm.RunAsync("install", "r", Chart, "--dry-run"));

        Assert.Contains("STATUS: pending-install\nREVISION: 1\n", _helm.Output);
        Assert.Contains("HOOKS:\nMANIFEST:\n---\n# Source: web/templates/web.yaml\n", _helm.Output);
        Assert.Empty(_kube.Paths);
    }

    [Fact]
    public async Task Failures_are_worded_as_helm_does()
    {
        await FailAsync("UPGRADE FAILED: \"r\" has no deployed releases", "upgrade", "r", Chart);
        await FailAsync("release: not found", "status", "r");
        await FailAsync("release: not found", "history", "r");
        await FailAsync("release: not found", "rollback", "r");
        await FailAsync("could not convert revision to a number: strconv.Atoi: parsing \"x\": invalid syntax", "rollback", "r", "x");
        await FailAsync("uninstall: Release not loaded: r: release: not found", "uninstall", "r");
        await _helm.RunAsync("install", "r", Chart);
        await FailAsync("INSTALLATION FAILED: cannot re-use a name that is still in use", "install", "r", Chart);
        await FailAsync("context \"nowhere\" does not exist", "list", "--kube-context", "nowhere");
        await FailAsync("Kubernetes cluster unreachable: kubeconfig file /nowhere/config not found", "list", "--kubeconfig", "/nowhere/config");
        await FailAsync("invalid argument \"xml\" for \"-o, --output\" flag: invalid format type", "list", "-o", "xml");
        await FailAsync("INSTALLATION FAILED: invalid argument \"soon\" for \"--timeout\" flag: time: invalid duration \"soon\"; write for example 5m0s", "install", "q", Chart, "--timeout", "soon");
    }

    [Fact]
    public async Task Context_and_namespace_flags_choose_where()
    {
        await _helm.RunAsync("install", "a", Chart, "--kube-context", "there");
        await _helm.RunAsync("install", "b", Chart, "-n", "flagged");

        await ExpectAsync("", "list", "-q");
        await ExpectAsync("a\n", "list", "-q", "--kube-context", "there");
        await ExpectAsync("a\nb\n", "list", "-q", "-A");
        await ExpectAsync("b\na\n", "list", "-q", "-A", "--reverse");
        await ExpectAsync("b\n", "list", "-q", "-A", "--filter", "^b");
        await ExpectAsync("b\n", "list", "-q", "-A", "--offset", "1", "--max", "1");
    }

    [Fact]
    public async Task Generated_names_carry_the_time()
    {
        Assert.Equal(0, await _helm.RunAsync("install", Chart, "--generate-name"));

        Assert.StartsWith("NAME: web-1709288430\n", _helm.Output);
    }

    private async Task ExpectAsync(string expected, params string[] arguments)
    {
        int code = await _helm.RunAsync(arguments);
        Assert.Equal("", _helm.Error);
        Assert.Equal(expected, _helm.Output);
        Assert.Equal(0, code);
    }

    private async Task FailAsync(string expected, params string[] arguments)
    {
        Assert.Equal(1, await _helm.RunAsync(arguments));
        Assert.Equal($"Error: {expected}\n", _helm.Error);
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2024, 3, 1, 10, 20, 30, TimeSpan.Zero);
    }
}
