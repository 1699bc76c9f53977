using Kuscia.ApiServer.Server;
using Kuscia.Model.Descriptors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Interconnection.Tests;

/// <summary>Alice and bob over two real API servers with stores in temporary folders.</summary>
internal sealed class TwoServers : IAsyncDisposable
{
    private readonly List<(ApiServerModule Server, string Folder)> _servers = [];
    private Cluster? _alice;
    private Cluster? _bob;

    public Cluster Alice => _alice ?? throw new InvalidOperationException("not started");

    public Cluster Bob => _bob ?? throw new InvalidOperationException("not started");

    public async Task StartAsync()
    {
        ApiServerModule alice = await ServeAsync();
        ApiServerModule bob = await ServeAsync();
        _alice = new Cluster("alice", alice.Client, _ => bob.Client);
        _bob = new Cluster("bob", bob.Client, _ => alice.Client);
        await _alice.StartAsync("bob");
        await _bob.StartAsync("alice");
    }

    public async ValueTask DisposeAsync()
    {
        await (_alice?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_bob?.DisposeAsync() ?? ValueTask.CompletedTask);
        foreach ((ApiServerModule server, string folder) in _servers)
        {
            await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<ApiServerModule> ServeAsync()
    {
        string folder = Directory.CreateTempSubdirectory("interconnection-").FullName;
        ApiServerOptions options = new()
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = Path.Combine(folder, "db", "state.db"),
            TlsDirectory = Path.Combine(folder, "tls"),
            KubeconfigPath = Path.Combine(folder, "kubeconfig"),
            Durable = false,
        };
        ApiServerModule server = new(options, BuiltInKinds.CreateCatalog(), null, TimeProvider.System, NullLoggerFactory.Instance);
        _servers.Add((server, folder));
        await server.StartAsync(CancellationToken.None);
        return server;
    }
}
