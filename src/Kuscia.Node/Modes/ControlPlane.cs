using Kuscia.Api;
using Kuscia.ApiServer.Server;
using Kuscia.Client.Informers;
using Kuscia.Client.Leadership;
using Kuscia.Client.Resources;
using Kuscia.Controllers;
using Kuscia.Controllers.Data;
using Kuscia.Controllers.Domains;
using Kuscia.Controllers.Garbage;
using Kuscia.Controllers.Jobs;
using Kuscia.Controllers.Routes;
using Kuscia.Controllers.Scheduling;
using Kuscia.Controllers.Serving;
using Kuscia.Controllers.TaskResources;
using Kuscia.Controllers.Tasks;
using Kuscia.Controllers.Workloads;
using Kuscia.Controllers.Workloads.Furniture;
using Kuscia.Gateway;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;
using Kuscia.Interconnection;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;
using Kuscia.Node.Configuration;
using Microsoft.Extensions.Logging;

namespace Kuscia.Node.Modes;

/// <summary>An API server that answers, and what is made around it in every mode that has one.</summary>
internal sealed class ControlPlane
{
    // The name that the guides look for.
    private static readonly ResourceName LeaderLease = new("kube-system", "kuscia-controller-manager");

    private readonly NodeParts _parts;
    private readonly NodeConfig _config;
    private readonly ApiServerModule _apiServer;
    private readonly InternalListener _partners;
    private readonly LeaderElection _election;

    private ControlPlane(NodeParts parts, ApiServerModule apiServer, LeaderElection election, LatePodLogs logs, InformerSet informers, InternalListener partners)
    {
        _parts = parts;
        _config = parts.Config;
        _apiServer = apiServer;
        _election = election;
        _partners = partners;
        Logs = logs;
        Informers = informers;
        FirstResources = new FirstResourcesModule(apiServer.Client, parts.Identity);
    }

    /// <summary>The own API.</summary>
    public IResourceClient Client => _apiServer.Client;

    /// <summary>Caches of the own API, which all modules share.</summary>
    public InformerSet Informers { get; }

    /// <summary>Where the API server looks for the logs of pods.</summary>
    public LatePodLogs Logs { get; }

    /// <summary>What must be there before anything else works.</summary>
    public FirstResourcesModule FirstResources { get; }

    /// <summary>Starts the API server, and takes part in the choice of the instance that leads.</summary>
    public static async Task<ControlPlane> StartAsync(NodeParts parts, ModuleHost host)
    {
        NodeConfig config = parts.Config;
        LatePodLogs logs = new();
        ApiServerOptions options = new()
        {
            Port = config.Ports.ApiServer,
            DatabasePath = NodeFolders.StorePath(config.RootDirectory),
            Datastore = config.DatastoreEndpoint,
            TlsDirectory = Path.Combine(config.RootDirectory, "var", "k3s", "server", "tls"),
            DomainKey = parts.Identity.PrivateKey,
            KubeconfigPath = Path.Combine(config.RootDirectory, "etc", "kubeconfig"),
            Hosts = [config.HostAddress.ToString()],
            Share = config.PartnerLimits,
            CollectsNamespaces = false,
            AssignsAccounts = true,
        };
        ApiServerModule apiServer = await host.StartAsync(new ApiServerModule(options, BuiltInKinds.CreateCatalog(), logs, parts.Time, parts.Loggers));
        LeaderElection election = await host.StartAsync(new LeaderElection(Election(config), apiServer.Client, parts.Time, parts.Loggers));
        apiServer.Leader = election.Describe;

        // The caches end before their server does: a watch that finds it gone would begin anew and wait for a store that is closed.
        InformerSet informers = host.Own(new InformerSet(apiServer.Client, parts.Time, parts.Loggers));
        return new ControlPlane(parts, apiServer, election, logs, informers, host.Own(new InternalListener(config.Ports.Internal)));
    }

    public GatewayModule Gateway()
    {
        GatewayOptions options = ModuleOptions.Gateway(_config) with
        {
            ApiServerPort = _apiServer.Port,
            KusciaApiInternalPort = _config.Ports.KusciaApiInternal,
            ApiServerCa = _apiServer.ServerCaCertificate,
        };
        return new GatewayModule(options, Client, Informers, _parts.Identity, _parts.Time, _parts.Loggers);
    }

    public ControllersModule Controllers() =>
        new(new ControllersOptions { HealthPort = _config.Ports.Controllers }, ControllersOf, _election, Informers, _parts.Loggers);

    private FurnitureOptions Furniture() => new()
    {
        RootCertificate = _apiServer.ServerCaCertificate.ExportCertificatePem() + "\n",
        Address = _config.HostAddress.ToString(),
        Port = _apiServer.Port,
    };

    // The file of a root is for the one node that has the lock of that root.
    private static LeaderElectionOptions Election(NodeConfig config) => new()
    {
        Lease = LeaderLease,
        Identity = RootInstance.Of(config.RootDirectory, config.NodeName),
        IsAlone = config.DatastoreEndpoint is null,
    };

    // What is written for a term is refused after it.
    private LocalResourceClient ClientOf(LeaderTerm term) => _apiServer.Client.Fenced(LeaderLease, term.Identity, term.Transitions);

    private IController[] ControllersOf(LeaderTerm term)
    {
        (_, DomainIdentity identity, ILoggerFactory loggers, TimeProvider time) = _parts;
        LocalResourceClient client = ClientOf(term);
        return
        [
            new DomainController(new DomainOptions { ControlPlaneDomain = _config.DomainId }, client, Informers, time, loggers),
            new ClusterDomainRouteController(client, Informers, time, loggers),
            new DomainRouteController(client, Informers, time, loggers),
            new JobController(new JobOptions { EnableWorkloadApprove = _config.EnableWorkloadApprove }, client, Informers, time, loggers),
            new TaskController(TaskOptions(), client, Informers, time, loggers),
            new ServingController(TaskOptions(), client, Informers, time, loggers),
            new TaskResourceGroupController(new GroupOptions(), client, Informers, time, loggers),
            new SchedulerController(new SchedulerOptions(), client, Informers, time, loggers),
            new EndpointsController(client, Informers, time, loggers),
            .. WorkloadControllers.All(client, Informers, time, loggers),
            .. WorkloadControllers.Furniture(Furniture(), client, Informers, time, loggers),
            new GarbageController(client, Informers, time, loggers),
            new JobGarbageController(
                new JobGarbageOptions { Retention = TimeSpan.FromHours(_config.JobRetentionHours) }, client, Informers, time, loggers.CreateLogger<JobGarbageController>()),
            new DomainDataGrantController(client, Informers, time, loggers),
            new MisplacedController(client, Informers, time, loggers),
            new FirstResourcesController(new FirstResourcesModule(client, identity), Informers, time, loggers),
            new NamespaceController(_apiServer),
        ];
    }

    private TaskOptions TaskOptions() => new() { FirstPort = _config.Ports.TaskFirst, LastPort = _config.Ports.TaskLast };

    public LeaderModule Interconnection() =>
        new("interconnection", _election, term => new InterconnectionModule(ClientOf(term), Informers, _partners.ClientOf, _parts.Time, _parts.Loggers));

    public KusciaApiModule KusciaApi()
    {
        KusciaApiOptions options = ModuleOptions.KusciaApi(_parts) with { Fault = () => _apiServer.StoreFault };
        return new KusciaApiModule(options, Client, _parts.Identity, Logs, _parts.Time, _parts.Loggers);
    }
}
