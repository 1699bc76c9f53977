using Kuscia.ApiServer.Server;
using Kuscia.Client.Resources;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;
using Kuscia.Testing.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Conformance.Tests.Support;

/// <summary>
/// One real API server for the tests of a class; every test works in a namespace of its own. When a published program is tested it is that of a master node.
/// </summary>
public sealed class ServerFixture : IAsyncLifetime, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conformance-").FullName;
    private ApiServerModule? _server;
    private NodeProcess? _node;

    public IResourceClient Client { get; private set; } = null!; // Set before the first test can ask.

    /// <summary>Environment of client programs: the kubeconfig and a home of their own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; private set; } = new Dictionary<string, string>();

    public async Task InitializeAsync()
    {
        (Client, string kubeconfig) = KusciaProgram.IsPublished ? await StartNodeAsync() : await StartServerAsync();
        Environment = new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig, ["HOME"] = _folder };
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_node?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(IResourceClient Client, string Kubeconfig)> StartNodeAsync()
    {
        _node = await NodeProcess.CreateAsync("headquarters", _folder, "master");
        await _node.StartAsync();
        return (_node.Client, Path.Combine(_node.Root, "etc", "kubeconfig"));
    }

    private async Task<(IResourceClient Client, string Kubeconfig)> StartServerAsync()
    {
        ApiServerOptions options = new()
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = Path.Combine(_folder, "db", "state.db"),
            TlsDirectory = Path.Combine(_folder, "tls"),
            KubeconfigPath = Path.Combine(_folder, "kubeconfig"),
            Durable = false,
        };
        _server = new ApiServerModule(options, BuiltInKinds.CreateCatalog(), new FixedPodLogs(), TimeProvider.System, NullLoggerFactory.Instance);
        await _server.StartAsync(CancellationToken.None);
        return (_server.Client, _server.KubeconfigPath);
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
        Model.Core.Namespace value = new() { Metadata = new ObjectMeta { Name = name } };
        await Client.CreateAsync(Model.Kinds.Namespace, value, CancellationToken.None);
        return new Kubectl(this, name);
    }
}
