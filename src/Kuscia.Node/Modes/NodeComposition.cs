using System.Net;
using System.Net.Sockets;
using Kuscia.Agent;
using Kuscia.Api;
using Kuscia.ApiServer.Server;
using Kuscia.Controllers;
using Kuscia.Controllers.Data;
using Kuscia.Controllers.Domains;
using Kuscia.Controllers.Garbage;
using Kuscia.Controllers.Jobs;
using Kuscia.Controllers.Routes;
using Kuscia.Controllers.Scheduling;
using Kuscia.Controllers.TaskResources;
using Kuscia.Controllers.Tasks;
using Kuscia.Controllers.Workloads;
using Kuscia.DataMesh;
using Kuscia.Gateway;
using Kuscia.Interconnection;
using Kuscia.Interconnection.Peers;
using Kuscia.Model.Descriptors;
using Kuscia.Node.Configuration;
using Kuscia.Runtime.Certificates;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Informers;
using Kuscia.Runtime.Modules;
using Kuscia.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace Kuscia.Node.Modes;

/// <summary>Puts the modules of a node together from its configuration. Every room is named here once, and nothing else happens here.</summary>
internal sealed class NodeComposition : IAsyncDisposable
{
    private readonly NodeConfig _config;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly DomainIdentity _identity;
    private readonly LatePodLogs _logs = new();
    private readonly ApiServerModule _apiServer;
    private readonly Lazy<InformerSet> _informers;
    private readonly HttpMessageInvoker _internalListener;
    private readonly Lazy<FirstResourcesModule> _firstResources;

    private NodeComposition(NodeConfig config, ILoggerFactory loggers, TimeProvider time)
    {
        _config = config;
        _loggers = loggers;
        _time = time;
        _identity = DomainIdentity.Load(config.DomainId, config.DomainKeyData, config.CertsDirectory, time);
        _apiServer = CreateApiServer();
        _informers = new Lazy<InformerSet>(() => new InformerSet(_apiServer.Client, time, loggers));
        _firstResources = new Lazy<FirstResourcesModule>(() => new FirstResourcesModule(_apiServer.Client, _identity));
        _internalListener = new HttpMessageInvoker(InternalListenerHandler());
        Modules = Compose();
    }

    /// <summary>The modules in no particular order; their dependencies decide.</summary>
    public IReadOnlyList<IModule> Modules { get; }

    public static NodeComposition Create(NodeConfig config, ILoggerFactory loggers, TimeProvider time)
    {
        if (config.Mode == NodeMode.Lite)
        {
            throw new ModuleStartException("mode lite cannot be started in this version; use autonomy, or master for a control plane alone");
        }

        return new NodeComposition(config, loggers, time);
    }

    public ValueTask DisposeAsync()
    {
        _internalListener.Dispose();
        _identity.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Protocol => _config.Protocol ?? "MTLS";

    private List<IModule> Compose()
    {
        List<IModule> modules =
        [
            new TelemetryModule(TelemetryOptions(), Environment.GetEnvironmentVariable, _loggers),
            new ApiServerWithCaches(_apiServer, _informers),
            new DeferredModule("resources", ["apiserver"], () => _firstResources.Value),
            new DeferredModule("gateway", ["apiserver"], CreateGateway),
            new DeferredModule("controllers", ["resources"], CreateControllers),
            new DeferredModule("interconnection", ["controllers", "gateway"], CreateInterconnection),
            new DeferredModule("kusciaapi", ["resources"], CreateApi),
        ];
        if (_config.Mode == NodeMode.Autonomy)
        {
            modules.Add(new DeferredModule("datamesh", ["controllers"], CreateDataMesh));
            modules.Add(new DeferredModule("agent", ["controllers", "gateway", "kusciaapi"], CreateAgent));
        }

        return modules;
    }

    private TelemetryOptions TelemetryOptions() => new()
    {
        DomainId = _config.DomainId,
        InstanceName = _config.NodeName,
        Address = _config.MetricsListenAddress,
        Port = _config.Ports.Metrics,
        PortIsRequired = _config.Ports.MetricsIsGiven,
    };

    private ApiServerModule CreateApiServer()
    {
        ApiServerOptions options = new()
        {
            Port = _config.Ports.ApiServer,
            DatabasePath = NodeFolders.StorePath(_config.RootDirectory),
            Datastore = _config.DatastoreEndpoint,
            TlsDirectory = Path.Combine(_config.RootDirectory, "var", "k3s", "server", "tls"),
            KubeconfigPath = Path.Combine(_config.RootDirectory, "etc", "kubeconfig"),
            Hosts = [_config.HostAddress.ToString()],
            Share = _config.PartnerLimits,
        };
        return new ApiServerModule(options, BuiltInKinds.CreateCatalog(), _logs, _time, _loggers);
    }

    private GatewayModule CreateGateway()
    {
        GatewayOptions options = new()
        {
            DomainId = _config.DomainId,
            InstanceName = _config.NodeName,
            HostAddress = _config.HostAddress.ToString(),
            ExternalPort = _config.Ports.External,
            ExternalProtocol = _config.Protocol == "NOTLS" ? ExternalProtocol.NoTls : ExternalProtocol.Tls,
            ExternalNames = [_config.HostAddress.ToString()],
            InternalAddress = _config.InternalListenAddress.ToString(),
            InternalPort = _config.Ports.Internal,
            ApiServerPort = _apiServer.Port,
            KusciaApiInternalPort = _config.Ports.KusciaApiInternal,
            ApiServerCa = _apiServer.ServerCaCertificate,
            CertificatesDirectory = _config.CertsDirectory,
            AccessLogDirectory = Path.Combine(_config.LogDirectory, "envoy"),
        };
        return new GatewayModule(options, _apiServer.Client, _informers.Value, _identity, _time, _loggers);
    }

    private ControllersModule CreateControllers()
    {
        IResourceClient client = _apiServer.Client;
        InformerSet informers = _informers.Value;
        IController[] controllers =
        [
            new DomainController(new DomainOptions { ControlPlaneDomain = _config.DomainId }, client, informers, _time, _loggers),
            new ClusterDomainRouteController(client, informers, _time, _loggers),
            new DomainRouteController(client, informers, _time, _loggers),
            new JobController(new JobOptions { EnableWorkloadApprove = _config.EnableWorkloadApprove }, client, informers, _time, _loggers),
            new TaskController(new TaskOptions { FirstPort = _config.Ports.TaskFirst, LastPort = _config.Ports.TaskLast }, client, informers, _time, _loggers),
            new TaskResourceGroupController(new GroupOptions(), client, informers, _time, _loggers),
            new SchedulerController(new SchedulerOptions(), client, informers, _time, _loggers),
            new EndpointsController(client, informers, _time, _loggers),
            new GarbageController(client, informers, _time, _loggers),
            new JobGarbageController(
                new JobGarbageOptions { Retention = TimeSpan.FromHours(_config.JobRetentionHours) }, client, informers, _time, _loggers.CreateLogger<JobGarbageController>()),
            new DomainDataGrantController(client, informers, _time, _loggers),
            new MisplacedController(client, informers, _time, _loggers),
            new FirstResourcesController(_firstResources.Value, informers, _time, _loggers),
        ];
        return new ControllersModule(new ControllersOptions { HealthPort = _config.Ports.Controllers }, controllers, informers, _loggers);
    }

    private InterconnectionModule CreateInterconnection() =>
        new(new InterconnectionOptions(), _apiServer.Client, _informers.Value, HostClient, _time, _loggers);

    // A partner's API is reached through the own internal listener, which knows the routes and the tokens.
    private HttpResourceClient HostClient(string host) => PartnerClient.Create(_internalListener, host);

    private SocketsHttpHandler InternalListenerHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxResponseHeadersLength = PartnerClient.MaxHeaderKiB,
        MaxResponseDrainSize = 0,
        ConnectCallback = async (_, cancellationToken) =>
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _config.Ports.Internal), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    private KusciaApiModule CreateApi()
    {
        KusciaApiOptions options = new()
        {
            DomainId = _config.DomainId,
            Port = _config.Ports.KusciaApi,
            InternalPort = _config.Ports.KusciaApiInternal,
            Protocol = Protocol,
            CertsDirectory = _config.CertsDirectory,
            ExtraNames = [_config.HostAddress.ToString(), .. _config.KusciaApiSans],
            ControlPlaneOnly = _config.Mode == NodeMode.Master,
            Fault = () => _apiServer.StoreFault,
            LogPath = Path.Combine(_config.LogDirectory, "kusciaapi.log"),
            LogMaxFiles = _config.LogMaxFiles,
            LogMaxFileBytes = _config.LogMaxFileSizeMB * 1024L * 1024L,
        };
        return new KusciaApiModule(options, _apiServer.Client, _identity, _logs, _time, _loggers);
    }

    private DataMeshModule CreateDataMesh()
    {
        DataMeshOptions options = new()
        {
            DomainId = _config.DomainId,
            RootDirectory = _config.RootDirectory,
            HttpPort = _config.Ports.DataMesh,
            HostAddress = _config.HostAddress.ToString(),
            LogMaxFiles = _config.LogMaxFiles,
            LogMaxFileBytes = _config.LogMaxFileSizeMB * 1024L * 1024L,
        };
        return new DataMeshModule(options, _apiServer.Client, _identity, _time, _loggers);
    }

    private AgentModule CreateAgent()
    {
        string token = Path.Combine(_config.CertsDirectory, "token");
        AgentOptions options = new()
        {
            NodeName = _config.NodeName,
            DomainId = _config.DomainId,
            RootDirectory = _config.RootDirectory,
            HostAddress = _config.HostAddress.ToString(),
            GatewayAddress = $"127.0.0.1:{_config.Ports.Internal}",
            DataMeshAddress = $"127.0.0.1:{_config.Ports.DataMesh}",
            EngineDirectory = AppContext.BaseDirectory,
            KusciaApiProtocol = Protocol,
            KusciaApiToken = File.Exists(token) ? File.ReadAllText(token) : null,
            DomainKeyData = _config.DomainKeyData,
            Capacity = NodeCapacities.Of(_config.Capacity),
            Logs = new AgentLogOptions
            {
                MaxFileBytes = (long)_config.LogMaxFileSizeMB << 20,
                MaxFiles = _config.LogMaxFiles,
                MaxAge = TimeSpan.FromDays(_config.LogMaxAgeDays),
            },
        };
        AgentModule agent = new(options, _apiServer.Client, _informers.Value, _identity, _time, _loggers);
        _logs.Set(agent.Logs);
        return agent;
    }
}
