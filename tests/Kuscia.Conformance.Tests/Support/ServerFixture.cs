using Kuscia.ApiServer.Server;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;
using Kuscia.Runtime.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Conformance.Tests.Support;

/// <summary>One real API server for the tests of a class; every test works in a namespace of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conformance-").FullName;
    private readonly ApiServerModule _server;

    public ServerFixture()
    {
        var options = new ApiServerOptions
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = Path.Combine(_folder, "db", "state.db"),
            TlsDirectory = Path.Combine(_folder, "tls"),
            KubeconfigPath = Path.Combine(_folder, "kubeconfig"),
            Durable = false,
        };
        _server = new ApiServerModule(options, BuiltInKinds.CreateCatalog(), new FixedPodLogs(), TimeProvider.System, NullLoggerFactory.Instance);
    }

    public IResourceClient Client => _server.Client;

    /// <summary>Environment of client programs: the kubeconfig and a home of their own.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["KUBECONFIG"] = _server.KubeconfigPath,
        ["HOME"] = _folder,
    };

    public Task InitializeAsync() => _server.StartAsync(CancellationToken.None);

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Writes a file that a command reads.</summary>
    public string File(string name, string content)
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid():N}-{name}");
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A new namespace and a kubectl that works in it.</summary>
    public async Task<Kubectl> NamespaceAsync(string prefix)
    {
        string name = $"{prefix}-{Guid.NewGuid().ToString("N")[..8]}";
        var value = new Model.Core.Namespace { Metadata = new ObjectMeta { Name = name } };
        await Client.CreateAsync(Model.Kinds.Namespace, value, CancellationToken.None);
        return new Kubectl(this, name);
    }
}
