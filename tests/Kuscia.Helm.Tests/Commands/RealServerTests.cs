using System.Text.Json.Nodes;
using Kuscia.ApiServer.Server;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Tests.Releases;
using Kuscia.Model.Descriptors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Helm.Tests.Commands;

/// <summary>The life of a release on the API server of this repository, over TLS and the kubeconfig it writes.</summary>
public sealed class RealServerTests : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("helm-server-");
    private ApiServerModule _server = null!;
    private KubeHttpCluster _cluster = null!;
    private HelmRun _helm = null!;

    private string Chart => Path.Combine(_root.FullName, "web");

    public async Task InitializeAsync()
    {
        string kubeconfig = Path.Combine(_root.FullName, "kubeconfig");
        ApiServerOptions options = new()
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = Path.Combine(_root.FullName, "db", "state.db"),
            TlsDirectory = Path.Combine(_root.FullName, "tls"),
            KubeconfigPath = kubeconfig,
            Durable = false,
        };
        _server = new ApiServerModule(options, BuiltInKinds.CreateCatalog(), null, TimeProvider.System, NullLoggerFactory.Instance);
        await _server.StartAsync(CancellationToken.None);
        _helm = new HelmRun(new() { ["KUBECONFIG"] = kubeconfig });
        _cluster = new KubeHttpCluster(HelmKubeConfig.Find(kubeconfig, null, static _ => null));
        Write("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
        Write("web/values.yaml", TestCharts.WebValues);
        Write("web/templates/web.yaml", Selectable(TestCharts.Web));
    }

    public async Task DisposeAsync()
    {
        _cluster.Dispose();
        await _server.DisposeAsync();
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task A_release_is_installed_upgraded_rolled_back_and_uninstalled()
    {
        await SucceedAsync("install", "r", Chart, "-n", "shop", "--create-namespace");
        await AddSidecarAsync();

        await SucceedAsync("upgrade", "r", Chart, "-n", "shop", "--set", "tag=two,env.A=null,env.B=y,service=false");

        JsonArray containers = await ContainersAsync();
        Assert.Equal(["web", "sidecar"], containers.Select(container => container!["name"]!.ToString()));
        Assert.Equal("web:two", containers[0]!["image"]!.ToString());
        Assert.Equal(["B"], containers[0]!["env"]!.AsArray().Select(variable => variable!["name"]!.ToString()));
        Assert.Null(await _cluster.GetAsync(await TypeAsync("v1", "Service"), "shop", "r", CancellationToken.None));

        await SucceedAsync("rollback", "r", "-n", "shop");

        Assert.Equal("web:one", (await ContainersAsync())[0]!["image"]!.ToString());
        await SucceedAsync("list", "-A", "-q");
        Assert.Equal("r\n", _helm.Output);
        await SucceedAsync("uninstall", "r", "-n", "shop", "--wait");
        Assert.Empty(await _cluster.ListAsync(KubeResourceType.Secret, "shop", "owner=helm", CancellationToken.None));
        Assert.Null(await _cluster.GetAsync(await TypeAsync("apps/v1", "Deployment"), "shop", "r-web", CancellationToken.None));
    }

    [Fact]
    public async Task Refusals_of_the_server_are_passed_on()
    {
        await SucceedAsync("install", "r", Chart);

        Assert.Equal(1, await _helm.RunAsync("upgrade", "r", Chart, "--set", "replicas=many"));

        Assert.StartsWith("Error: UPGRADE FAILED: cannot patch \"r-web\" with kind Deployment: ", _helm.Error);
    }

    [Fact]
    public async Task Hooks_run_by_weight_and_are_deleted_by_policy()
    {
        Write("web/templates/late.yaml", ConfigMapHook("late", "pre-install", "\"5\"", "before-hook-creation"));
        Write("web/templates/early.yaml", ConfigMapHook("early", "pre-install", "\"-5\"", "hook-succeeded"));

        await SucceedAsync("install", "r", Chart);

        Assert.Null(await GetAsync("v1", "ConfigMap", "early"));
        JsonObject late = (await GetAsync("v1", "ConfigMap", "late"))!;
        await SucceedAsync("uninstall", "r");
        await SucceedAsync("install", "r", Chart);
        Assert.NotEqual(late["metadata"]!["uid"]!.ToString(), (await GetAsync("v1", "ConfigMap", "late"))!["metadata"]!["uid"]!.ToString());
        await SucceedAsync("get", "hooks", "r");
        Assert.Contains("# Source: web/templates/early.yaml\n", _helm.Output);
    }

    [Fact]
    public async Task A_hook_that_does_not_end_fails_the_install_and_is_taken_back()
    {
        Write("web/templates/migrate.yaml", """
            apiVersion: v1
            kind: Pod
            metadata: {name: migrate, annotations: {helm.sh/hook: post-install, helm.sh/hook-delete-policy: hook-failed}}
            spec: {restartPolicy: Never, containers: [{name: c, image: i}]}
            """);

        Assert.Equal(1, await _helm.RunAsync("install", "r", Chart, "--timeout", "1s"));

        Assert.Equal("Error: INSTALLATION FAILED: failed post-install: timed out waiting for the condition: Pod default/migrate has not ended\n", _helm.Error);
        Assert.Null(await GetAsync("v1", "Pod", "migrate"));
        await SucceedAsync("list", "--failed", "-q");
        Assert.Equal("r\n", _helm.Output);
        await SucceedAsync("uninstall", "r");
        Assert.Equal(1, await _helm.RunAsync("install", "r", Chart, "--timeout", "1s", "--atomic"));
        Assert.Contains("release r failed, and has been uninstalled due to atomic being set: ", _helm.Error);
        Assert.Null(await GetAsync("apps/v1", "Deployment", "r-web"));
        await SucceedAsync("list", "-a", "-q");
        Assert.Equal("", _helm.Output);
    }

    [Fact]
    public async Task Atomic_upgrade_returns_to_what_worked_and_names_what_was_not_ready()
    {
        Write("web/templates/web.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {tag: {{ .Values.tag }} }\n");
        await SucceedAsync("install", "r", Chart, "--wait");
        Write("web/templates/more.yaml", Selectable(TestCharts.Web));

        Assert.Equal(1, await _helm.RunAsync("upgrade", "r", Chart, "--atomic", "--timeout", "1s", "--set", "tag=two"));

        Assert.Contains("release r failed, and has been rolled back due to atomic being set: timed out waiting for the condition: ", _helm.Error);
        Assert.Contains("Deployment default/r-web is not ready: ", _helm.Error);
        Assert.Null(await GetAsync("apps/v1", "Deployment", "r-web"));
        Assert.Equal("one", (await GetAsync("v1", "ConfigMap", "settings"))!["data"]!["tag"]!.ToString());
        await SucceedAsync("history", "r", "-o", "json");
        JsonArray history = JsonNode.Parse(_helm.Output)!.AsArray();
        Assert.Equal(["failed", "Rollback to 1"], [history[1]!["status"]!.ToString(), history[2]!["description"]!.ToString()]);
    }

    [Fact]
    public async Task Foreign_objects_are_refused_and_marked_ones_adopted()
    {
        KubeResourceType services = await TypeAsync("v1", "Service");
        JsonObject service = JsonNode.Parse("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"r","labels":{"mine":"yes"}},"spec":{"ports":[{"port":80}]}}""")!.AsObject();
        await _cluster.CreateAsync(services, "default", service, CancellationToken.None);

        Assert.Equal(1, await _helm.RunAsync("install", "r", Chart));

        Assert.StartsWith(
            "Error: INSTALLATION FAILED: rendered manifests contain a resource that already exists. Unable to continue with install: Service \"r\" in namespace " +
            "\"default\" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key " +
            "\"app.kubernetes.io/managed-by\": must be set to \"Helm\"",
            _helm.Error);
        Assert.Equal(1, await _helm.RunAsync("template", "r", Chart, "--validate"));
        await _cluster.PatchAsync(
            services,
            "default",
            "r",
            KubePatchKind.Merge,
            JsonNode.Parse("""{"metadata":{"labels":{"app.kubernetes.io/managed-by":"Helm"},"annotations":{"meta.helm.sh/release-name":"r","meta.helm.sh/release-namespace":"default"}}}""")!,
            CancellationToken.None);
        await SucceedAsync("install", "r", Chart);
        Assert.Equal("yes", (await GetAsync("v1", "Service", "r"))!["metadata"]!["labels"]!["mine"]!.ToString());
        await SucceedAsync("uninstall", "r");
        Assert.Null(await GetAsync("v1", "Service", "r"));
    }

    [Fact]
    public async Task What_asks_to_stay_stays_and_history_keeps_its_limit()
    {
        Write("web/templates/keep.yaml", """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: precious, annotations: {helm.sh/resource-policy: keep}}
            data: {round: {{ .Values.tag | quote }} }
            """);
        await SucceedAsync("install", "r", Chart);
        foreach (string tag in new[] { "two", "three", "four" })
        {
            await SucceedAsync("upgrade", "r", Chart, "--set", $"tag={tag}", "--history-max", "2");
        }

        await SucceedAsync("history", "r", "-o", "json");
        Assert.Equal(["3", "4"], JsonNode.Parse(_helm.Output)!.AsArray().Select(row => row!["revision"]!.ToString()));
        await SucceedAsync("uninstall", "r", "--keep-history");
        Assert.Equal("These resources were kept due to the resource policy:\n[ConfigMap] precious\n\nrelease \"r\" uninstalled\n", _helm.Output);
        Assert.Equal("four", (await GetAsync("v1", "ConfigMap", "precious"))!["data"]!["round"]!.ToString());
        Assert.Equal(1, await _helm.RunAsync("upgrade", "r", Chart));
        Assert.Equal("Error: UPGRADE FAILED: \"r\" has no deployed releases\n", _helm.Error);
        await SucceedAsync("upgrade", "--install", "r", Chart);
        Assert.Contains("REVISION: 5\n", _helm.Output);
    }

    [Fact]
    public async Task Values_of_earlier_revisions_are_reused_or_reset_as_asked()
    {
        await SucceedAsync("install", "r", Chart, "--set", "tag=mine");
        Write("web/values.yaml", TestCharts.WebValues + "fresh: 1\n");

        await SucceedAsync("upgrade", "r", Chart, "--reset-then-reuse-values", "--set", "replicas=2");
        await SucceedAsync("get", "values", "r", "--all", "-o", "json");
        JsonNode merged = JsonNode.Parse(_helm.Output)!;
        Assert.Equal(("mine", "2", "1"), (merged["tag"]!.ToString(), merged["replicas"]!.ToString(), merged["fresh"]!.ToString()));
        await SucceedAsync("upgrade", "r", Chart, "--reset-values");
        await SucceedAsync("get", "values", "r", "-o", "json");
        Assert.Equal("null\n", _helm.Output);
    }

    [Fact]
    public async Task A_dry_run_looks_into_the_cluster_only_on_request()
    {
        Write("web/templates/NOTES.txt", "{{ (lookup \"v1\" \"Namespace\" \"\" \"default\") | empty }}\n");

        await SucceedAsync("install", "r", Chart, "--dry-run");
        Assert.Contains("NOTES:\ntrue\n", _helm.Output);
        await SucceedAsync("install", "--dry-run=client", "r", Chart);
        Assert.Contains("NOTES:\ntrue\n", _helm.Output);
        await SucceedAsync("install", "--dry-run=server", "r", Chart);
        Assert.Contains("NOTES:\nfalse\n", _helm.Output);
        await SucceedAsync("list", "-a", "-q");
        Assert.Equal("", _helm.Output);
        await SucceedAsync("install", "--dry-run=none", "r", Chart);
        await SucceedAsync("get", "metadata", "r", "-o", "json");
        Assert.Contains("\"status\":\"deployed\"", _helm.Output);
    }

    [Fact]
    public async Task Tests_of_a_release_run_and_are_recorded()
    {
        Write("web/templates/tests/ok.yaml", ConfigMapHook("ok", "test", "\"1\"", "before-hook-creation"));
        Write("web/templates/tests/stuck.yaml", """
            apiVersion: v1
            kind: Pod
            metadata: {name: stuck, annotations: {helm.sh/hook: test, helm.sh/hook-weight: "2"}}
            spec: {containers: [{name: c, image: i}]}
            """);
        await SucceedAsync("install", "r", Chart);
        Assert.Null(await GetAsync("v1", "ConfigMap", "ok"));

        await SucceedAsync("test", "r", "--filter", "name=ok");
        Assert.Contains("TEST SUITE:     ok\n", _helm.Output);
        Assert.Contains("Phase:          Succeeded\n", _helm.Output);
        Assert.Equal(1, await _helm.RunAsync("test", "r", "--timeout", "1s", "--filter", "!name=ok"));
        Assert.Equal("Error: timed out waiting for the condition: Pod default/stuck has not ended\n", _helm.Error);
        await SucceedAsync("status", "r");
        Assert.Contains("TEST SUITE:     stuck\n", _helm.Output);
        Assert.Contains("Phase:          Failed\n", _helm.Output);
    }

    private static string ConfigMapHook(string name, string moment, string weight, string policy) =>
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n  annotations:\n    helm.sh/hook: " + moment +
        "\n    helm.sh/hook-weight: " + weight + "\n    helm.sh/hook-delete-policy: " + policy + "\n";

    private async Task<JsonObject?> GetAsync(string apiVersion, string kind, string name) =>
        await _cluster.GetAsync(await TypeAsync(apiVersion, kind), "default", name, CancellationToken.None);

    private static string Selectable(string template) => template
        .Replace("  template:\n", "  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n", StringComparison.Ordinal);

    private async Task AddSidecarAsync()
    {
        JsonArray patch = new(new JsonObject
        {
            ["op"] = "add",
            ["path"] = "/spec/template/spec/containers/-",
            ["value"] = new JsonObject { ["name"] = "sidecar", ["image"] = "mesh:1" },
        });
        await _cluster.PatchAsync(await TypeAsync("apps/v1", "Deployment"), "shop", "r-web", KubePatchKind.Json, patch, CancellationToken.None);
    }

    private async Task<JsonArray> ContainersAsync()
    {
        JsonObject? live = await _cluster.GetAsync(await TypeAsync("apps/v1", "Deployment"), "shop", "r-web", CancellationToken.None);
        return live!["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
    }

    private async Task<KubeResourceType> TypeAsync(string apiVersion, string kind) =>
        (await _cluster.FindTypeAsync(apiVersion, kind, CancellationToken.None))!;

    private async Task SucceedAsync(params string[] arguments)
    {
        int code = await _helm.RunAsync(arguments);
        Assert.Equal("", _helm.Error);
        Assert.Equal(0, code);
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
