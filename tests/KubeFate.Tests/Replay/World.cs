using System.Text.Json.Nodes;
using KubeFate.Service;
using KubeFate.Settings;
using Kuscia.ApiServer.Server;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;
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

    private string ServerKubeconfig => Path.Combine(_root.FullName, "kubeconfig");

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
        _server = new ApiServerModule(options, Catalog(), null, TimeProvider.System, NullLoggerFactory.Instance);
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

    // The API server of a node serves what a node needs; charts need more, so the kinds they use are added here, without rules or schema.
    private static KindCatalog Catalog() => new(
    [
        .. BuiltInKinds.CreateCatalog().All,
        Kind("apps", "StatefulSet", "statefulsets"), Kind("networking.k8s.io", "Ingress", "ingresses"), Kind("batch", "Job", "jobs"), Kind("", "PersistentVolumeClaim", "persistentvolumeclaims"),
    ]);

    private static KindDescriptor Kind(string group, string kind, string plural) =>
        new() { Kind = new ResourceKind(group, "v1", kind, plural, true), Singular = kind.ToLowerInvariant(), HasStatusSubresource = true };

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
        await using FateService service = await StartServiceAsync(NewDatabase(), new ServiceSettings
        {
            JobTimeLimit = TimeSpan.FromSeconds(name.Contains("runs out of time", StringComparison.Ordinal) ? 12 : 3600),
            RepositoryUrl = scenario["setup"]!["repo"] is null ? "" : Front.Repository,
        }, clock);
        using Player player = new(this, service.Port, clock);
        HashSet<int> passedOver = [.. (Scenarios.NotFollowed[name]?["steps"] as JsonArray ?? []).Select(step => step!.GetValue<int>())];
        return await player.PlayAsync(scenario, passedOver);
    }

    /// <summary>A service on a database.</summary>
    internal Task<FateService> StartServiceAsync(string database, ServiceSettings? settings = null, TimeProvider? clock = null) => FateService.StartAsync(
        (settings ?? new ServiceSettings { RepositoryUrl = "" }) with
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabaseFile = database,
            UserPassword = "admin",
            KubeConfigFile = Kubeconfig,
            JobInterval = TimeSpan.FromMilliseconds(200),
        },
        static _ => null,
        clock ?? TimeProvider.System,
        NullLoggerFactory.Instance,
        CancellationToken.None);
}
