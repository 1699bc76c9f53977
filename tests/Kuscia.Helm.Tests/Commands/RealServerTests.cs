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
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("helm-server-");
    private ApiServerModule server = null!;
    private KubeHttpCluster cluster = null!;
    private HelmRun helm = null!;

    private string Chart => Path.Combine(root.FullName, "web");

    public async Task InitializeAsync()
    {
        string kubeconfig = Path.Combine(root.FullName, "kubeconfig");
        var options = new ApiServerOptions
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = Path.Combine(root.FullName, "db", "state.db"),
            TlsDirectory = Path.Combine(root.FullName, "tls"),
            KubeconfigPath = kubeconfig,
            Durable = false,
        };
        server = new ApiServerModule(options, BuiltInKinds.CreateCatalog(), null, TimeProvider.System, NullLoggerFactory.Instance);
        await server.StartAsync(CancellationToken.None);
        helm = new HelmRun(new() { ["KUBECONFIG"] = kubeconfig });
        cluster = new KubeHttpCluster(KubeConfig.Find(kubeconfig, null, static _ => null));
        Write("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
        Write("web/values.yaml", TestCharts.WebValues);
        Write("web/templates/web.yaml", Selectable(TestCharts.Web));
    }

    public async Task DisposeAsync()
    {
        cluster.Dispose();
        await server.DisposeAsync();
        root.Delete(recursive: true);
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
        Assert.Null(await cluster.GetAsync(await TypeAsync("v1", "Service"), "shop", "r", CancellationToken.None));

        await SucceedAsync("rollback", "r", "-n", "shop");

        Assert.Equal("web:one", (await ContainersAsync())[0]!["image"]!.ToString());
        await SucceedAsync("list", "-A", "-q");
        Assert.Equal("r\n", helm.Output);
        await SucceedAsync("uninstall", "r", "-n", "shop", "--wait");
        Assert.Empty(await cluster.ListAsync(KubeResourceType.Secret, "shop", "owner=helm", CancellationToken.None));
        Assert.Null(await cluster.GetAsync(await TypeAsync("apps/v1", "Deployment"), "shop", "r-web", CancellationToken.None));
    }

    [Fact]
    public async Task Refusals_of_the_server_are_passed_on()
    {
        await SucceedAsync("install", "r", Chart);

        Assert.Equal(1, await helm.RunAsync("upgrade", "r", Chart, "--set", "replicas=many"));

        Assert.StartsWith("Error: UPGRADE FAILED: cannot patch \"r-web\" with kind Deployment: ", helm.Error);
    }

    private static string Selectable(string template) => template
        .Replace("  template:\n", "  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n", StringComparison.Ordinal);

    private async Task AddSidecarAsync()
    {
        var patch = new JsonArray(new JsonObject
        {
            ["op"] = "add",
            ["path"] = "/spec/template/spec/containers/-",
            ["value"] = new JsonObject { ["name"] = "sidecar", ["image"] = "mesh:1" },
        });
        await cluster.PatchAsync(await TypeAsync("apps/v1", "Deployment"), "shop", "r-web", KubePatchKind.Json, patch, CancellationToken.None);
    }

    private async Task<JsonArray> ContainersAsync()
    {
        JsonObject? live = await cluster.GetAsync(await TypeAsync("apps/v1", "Deployment"), "shop", "r-web", CancellationToken.None);
        return live!["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
    }

    private async Task<KubeResourceType> TypeAsync(string apiVersion, string kind) =>
        (await cluster.FindTypeAsync(apiVersion, kind, CancellationToken.None))!;

    private async Task SucceedAsync(params string[] arguments)
    {
        int code = await helm.RunAsync(arguments);
        Assert.Equal("", helm.Error);
        Assert.Equal(0, code);
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
