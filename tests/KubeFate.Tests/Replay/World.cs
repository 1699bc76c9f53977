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
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("kubefate-");
    private ApiServerModule server = null!;
    private int services;

    internal FakeKubelet Kubelet { get; private set; } = null!;

    internal string Kubeconfig => Path.Combine(root.FullName, "kubeconfig");

    public async Task InitializeAsync()
    {
        var options = new ApiServerOptions
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = Path.Combine(root.FullName, "db", "state.db"),
            TlsDirectory = Path.Combine(root.FullName, "tls"),
            KubeconfigPath = Kubeconfig,
            Durable = false,
        };
        server = new ApiServerModule(options, Catalog(), null, TimeProvider.System, NullLoggerFactory.Instance);
        await server.StartAsync(CancellationToken.None);
        Kubelet = new FakeKubelet(Kubeconfig);
        await Kubelet.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Kubelet.DisposeAsync();
        await server.DisposeAsync();
        root.Delete(recursive: true);
    }

    // The API server of a node serves what a node needs; charts need more, so the kinds they use are added here, without rules or schema.
    private static KindCatalog Catalog() => new(
    [
        .. BuiltInKinds.CreateCatalog().All,
        Kind("apps", "StatefulSet", "statefulsets"), Kind("networking.k8s.io", "Ingress", "ingresses"), Kind("batch", "Job", "jobs"), Kind("", "PersistentVolumeClaim", "persistentvolumeclaims"),
    ]);

    private static KindDescriptor Kind(string group, string kind, string plural) =>
        new() { Kind = new ResourceKind(group, "v1", kind, plural, true), Singular = kind.ToLowerInvariant(), HasStatusSubresource = true };

    /// <summary>A name for a new database.</summary>
    internal string NewDatabase() => Path.Combine(root.FullName, $"{Interlocked.Increment(ref services)}.db");

    /// <summary>A service on a database.</summary>
    internal Task<FateService> StartServiceAsync(string database, TimeSpan? timeLimit = null) => FateService.StartAsync(
        new ServiceSettings
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabaseFile = database,
            UserPassword = "admin",
            RepositoryUrl = "",
            KubeConfigFile = Kubeconfig,
            JobInterval = TimeSpan.FromMilliseconds(200),
            JobTimeLimit = timeLimit ?? TimeSpan.FromHours(1),
        },
        static _ => null,
        TimeProvider.System,
        NullLoggerFactory.Instance,
        CancellationToken.None);
}
