using System.Net;
using Grpc.Net.Client;
using Kuscia.Api;
using Kuscia.ApiServer.Server;
using Kuscia.Conformance.Tests.Support;
using Kuscia.DataMesh;
using Kuscia.Identity;
using Kuscia.Model.Descriptors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Conformance.Tests.Recordings;

/// <summary>The API server, KusciaAPI and DataMesh of one run mode, with the key of the recordings and without controllers, agent and gateway, as they were recorded.</summary>
internal sealed class RecordedNode : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("recorded-").FullName;
    private readonly DomainIdentity _identity;
    private readonly ApiServerModule _server;
    private readonly string _certificates;
    private readonly RecordedGateway? _gateway;
    private readonly HttpMessageInvoker? _outbound;
    private KusciaApiModule? _master;
    private KusciaApiModule _api = null!; // These two are set before the node is given out.
    private DataMeshModule? _mesh;

    private RecordedNode(string role)
    {
        bool isMaster = role == "master";
        Role = role;
        Domain = isMaster ? "kuscia-system" : "alice";
        _certificates = Path.Combine(_root, "var", "certs");
        _identity = DomainIdentity.Load(Domain, RecordedScenario.Keys["domains"]![Domain]!["domainKeyData"]!.GetValue<string>(), _certificates, TimeProvider.System);
        Logs = new RecordedPodLogs();
        if (role == "lite")
        {
            _gateway = new RecordedGateway(Domain, () => _master?.InternalAddress ?? throw new InvalidOperationException("not started"));
            _outbound = new HttpMessageInvoker(_gateway);
        }

        _server = new ApiServerModule(
            new ApiServerOptions
            {
                Address = "127.0.0.1",
                Port = 0,
                DatabasePath = Path.Combine(_root, "db", "state.db"),
                TlsDirectory = Path.Combine(_root, "tls"),
                KubeconfigPath = Path.Combine(_root, "kubeconfig"),
                Durable = false,
            },
            BuiltInKinds.CreateCatalog(), new FixedPodLogs(), TimeProvider.System, NullLoggerFactory.Instance);
    }

    public string Role { get; }

    public string Domain { get; }

    public string Root => _root;

    /// <summary>How the gateway of a lite fails; null while it works.</summary>
    public string? GatewayFault
    {
        set
        {
            if (_gateway is not null)
            {
                _gateway.Fault = value;
            }
        }
    }

    public RecordedPodLogs Logs { get; }

    public RecordedStore Store { get; private set; } = null!; // Set before the node is given out.

    public static async Task<RecordedNode> StartAsync(string role)
    {
        RecordedNode node = new(role);
        await node._server.StartAsync(CancellationToken.None);
        node.Compose();
        node.Store = new RecordedStore(node._server.Client, node.Domain);
        await node.Store.PrepareAsync();
        await (node._master?.StartAsync(CancellationToken.None) ?? Task.CompletedTask);
        await node._api.StartAsync(CancellationToken.None);
        await (node._mesh?.StartAsync(CancellationToken.None) ?? Task.CompletedTask);
        return node;
    }

    private void Compose()
    {
        // A lite has the store of its master, whose key does not matter.
        _master = Role == "lite" ? ApiOf(new KusciaApiOptions { DomainId = "kuscia-system", CertsDirectory = _certificates, ControlPlaneOnly = true }) : null;
        _api = ApiOf(new KusciaApiOptions { DomainId = Domain, CertsDirectory = _certificates, ControlPlaneOnly = Role == "master", Gateway = _outbound });

        // Without the default source, which every scenario makes as it needs it: the next try is far away.
        _mesh = Role == "master" ? null : new DataMeshModule(
            new DataMeshOptions { DomainId = Domain, RootDirectory = _root, ListenAddress = "127.0.0.1", HttpPort = 0, GrpcPort = 0, DisableTls = true, DefaultSourceRetry = TimeSpan.FromDays(1) },
            _server.Client, _identity, TimeProvider.System, NullLoggerFactory.Instance);
    }

    private KusciaApiModule ApiOf(KusciaApiOptions options) => new(
        options with { Address = IPAddress.Loopback, Port = 0, InternalPort = 0, GrpcPort = 0, Protocol = "NOTLS" }, _server.Client, _identity, Logs, TimeProvider.System, NullLoggerFactory.Instance);

    /// <summary>Address of a port as the recordings name it.</summary>
    public Uri HttpAddress(string port) => new(port switch
    {
        "internal" => _api.InternalAddress,
        "datamesh" => _mesh?.Address,
        _ => _api.Address,
    } ?? throw new InvalidOperationException($"no port {port}"));

    public GrpcChannel Channel(string port) => GrpcChannel.ForAddress((port == "datamesh" ? $"http://127.0.0.1:{_mesh?.GrpcPort}" : _api.GrpcAddress) ?? throw new InvalidOperationException($"no gRPC port {port}"));

    public async ValueTask DisposeAsync()
    {
        await (_mesh?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _api.DisposeAsync();
        await (_master?.DisposeAsync() ?? ValueTask.CompletedTask);
        _outbound?.Dispose();
        await _server.DisposeAsync();
        _identity.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
