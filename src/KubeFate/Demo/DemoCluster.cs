using Kuscia.ApiServer.Server;
using Kuscia.Helm.Kube;
using Kuscia.Model.Descriptors;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeFate.Demo;

/// <summary>An API server in this process with something that plays its controllers and kubelets.</summary>
internal sealed class DemoCluster : IAsyncDisposable
{
    private readonly ApiServerModule _server;
    private readonly KubeHttpCluster _client;
    private readonly DemoKubelet _kubelet;

    private DemoCluster(ApiServerModule server, KubeHttpCluster client, DemoKubelet kubelet)
    {
        _server = server;
        _client = client;
        _kubelet = kubelet;
    }

    /// <summary>What leads to it.</summary>
    public string Kubeconfig => _server.KubeconfigPath;

    public IKubeCluster Client => _client;

    /// <summary>Starts it in a folder.</summary>
    public static async Task<DemoCluster> StartAsync(string folder, TimeProvider clock, CancellationToken cancellationToken)
    {
        ApiServerOptions options = new()
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = Path.Combine(folder, "cluster", "state.db"),
            TlsDirectory = Path.Combine(folder, "cluster", "tls"),
            KubeconfigPath = Path.Combine(folder, "kubeconfig"),
            Durable = false,
        };
        ApiServerModule server = new(options, BuiltInKinds.CreateChartCatalog(), null, clock, NullLoggerFactory.Instance);
        await server.StartAsync(cancellationToken);
        KubeHttpCluster client = new(HelmKubeConfig.Find(options.KubeconfigPath, null, static _ => null));
        DemoKubelet kubelet = new(client, clock);
        await kubelet.StartAsync(cancellationToken);
        return new DemoCluster(server, client, kubelet);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _kubelet.DisposeAsync();
        _client.Dispose();
        await _server.DisposeAsync();
    }
}
