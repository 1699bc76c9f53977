using System.Text.Json.Nodes;
using KubeFate.Service;
using KubeFate.Settings;
using Kuscia.ApiServer.Server;
using Kuscia.Model.Descriptors;
using Kuscia.Testing.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeFate.Tests.Replay;

/// <summary>An API server with a kubelet that plays; each test starts a service of its own on it.</summary>
public sealed class World : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("kubefate-");
    private ApiServerModule _server = null!;
    private int _services;

    internal FakeKubelet Kubelet { get; private set; } = null!;

    internal ApiFront Front { get; private set; } = null!;

    /// <summary>Leads to the front of the API server.</summary>
    internal string Kubeconfig => Path.Combine(_root.FullName, "kubeconfig-front");

    /// <summary>Leads to the API server itself.</summary>
    internal string ServerKubeconfig => Path.Combine(_root.FullName, "kubeconfig");

    public async Task InitializeAsync()
    {
        ApiServerOptions options = new()
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = Path.Combine(_root.FullName, "db", "state.db"),
            TlsDirectory = Path.Combine(_root.FullName, "tls"),
            KubeconfigPath = ServerKubeconfig,
            Durable = false,
        };
        _server = new ApiServerModule(options, BuiltInKinds.CreateChartCatalog(), null, TimeProvider.System, NullLoggerFactory.Instance);
        await _server.StartAsync(CancellationToken.None);
        Front = await ApiFront.StartAsync(ServerKubeconfig, Kubeconfig);
        Kubelet = new FakeKubelet(ServerKubeconfig);
        await Kubelet.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Kubelet.DisposeAsync();
        await Front.DisposeAsync();
        await _server.DisposeAsync();
        _root.Delete(recursive: true);
    }

    /// <summary>A name for a new folder.</summary>
    internal string NewFolder() => Path.Combine(_root.FullName, $"folder-{Interlocked.Increment(ref _services)}");

    /// <summary>A name for a new database.</summary>
    internal string NewDatabase() => Path.Combine(_root.FullName, $"{Interlocked.Increment(ref _services)}.db");

    /// <summary>Plays a recorded scenario on a service of its own.</summary>
    /// <returns>What differs.</returns>
    internal async Task<IReadOnlyList<string>> PlayAsync(string name)
    {
        JsonObject scenario = Scenarios.Rest[name];
        MovedClock clock = new();
        bool limits = name.StartsWith("upgrade-limits", StringComparison.Ordinal);
        ServiceSettings settings = new()
        {
            JobTimeLimit = limits ? TimeSpan.FromSeconds(12) : TimeSpan.FromHours(1),
            MigrationTimeLimit = limits ? TimeSpan.FromSeconds(2) : TimeSpan.FromMinutes(10),
            RepositoryUrl = scenario["setup"]!["repo"] is null ? "" : Front.Repository,
        };
        string database = NewDatabase(), kubeconfig = scenario["setup"]!["apiServer"] is null ? Kubeconfig : await WriteDeadKubeconfigAsync();
        await using Player player = await Player.StartAsync(this, () => StartServiceAsync(database, settings, clock, kubeconfig), new Operator(database, clock), clock);
        return await player.PlayAsync(scenario, new Difference(Scenarios.NotFollowed[name]));
    }

    // Leads to a port that nobody listens on.
    private async Task<string> WriteDeadKubeconfigAsync()
    {
        string path = NewFolder();
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(Kubeconfig)).Replace(Front.Address, $"http://127.0.0.1:{FreePorts.Take(1)[0]}", StringComparison.Ordinal));
        return path;
    }

    /// <summary>A service on a database.</summary>
    internal Task<FateService> StartServiceAsync(string database, ServiceSettings? settings = null, TimeProvider? clock = null, string? kubeconfig = null) => FateService.StartAsync(
        (settings ?? new ServiceSettings { RepositoryUrl = "" }) with
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabaseFile = database,
            UserPassword = "admin",
            KubeConfigFile = kubeconfig ?? Kubeconfig,
            JobInterval = TimeSpan.FromMilliseconds(200),
        },
        static _ => null,
        clock ?? TimeProvider.System,
        NullLoggerFactory.Instance,
        CancellationToken.None);
}
