using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Kuscia.ApiServer.Server;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Controllers;
using Kuscia.Controllers.Domains;
using Kuscia.Controllers.Routes;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Clients;

namespace Kuscia.Gateway.Tests.Harness;

/// <summary>The control plane and the gateway of one domain, with real sockets and certificates and an API in memory.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    // Generous: a machine that runs every other test at the same time is slow, never wrong.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // RSA keys take long to make: one per domain name for the whole run.
    private static readonly ConcurrentDictionary<string, string> Keys = new();
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> Certificates = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-gateway-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _controllers = [];

    private ApiServerModule? _server;

    private TestNode(string domain, string? keyOf, TimeProvider time)
    {
        Domain = domain;
        Time = time;
        string certificates = Directory.CreateDirectory(Path.Combine(_folder, "certs")).FullName;
        foreach ((string name, string text) in Certificates.GetValueOrDefault(keyOf ?? domain) ?? new Dictionary<string, string>())
        {
            KeyFiles.Write(Path.Combine(certificates, name), text);
        }

        Identity = DomainIdentity.Load(domain, Keys.GetOrAdd(keyOf ?? domain, _ => RsaKeys.Generate()), Path.Combine(_folder, "certs"), time);
    }

    public CapturedLog Log { get; } = new();

    public string Domain { get; }

    public TimeProvider Time { get; }

    public string Folder => _folder;

    public DomainIdentity Identity { get; }

    public IResourceClient Api { get; private set; } = null!; // set by StartAsync, the only way to get a node

    public InformerSet Informers { get; private set; } = null!; // set by StartAsync

    public GatewayOptions Options { get; private set; } = new() { DomainId = "", CertificatesDirectory = "" };

    public GatewayModule Gateway { get; private set; } = null!; // set by StartAsync, the only way to get a node

    public IPEndPoint External => Gateway.External!; // started

    public IPEndPoint Internal => Gateway.Internal!; // started

    public static async Task<TestNode> StartAsync(string domain, Func<GatewayOptions, GatewayOptions>? configure = null, string? keyOf = null, bool realApi = false, TimeProvider? time = null)
    {
        TestNode node = new(domain, keyOf, time ?? TimeProvider.System);
        await node.StartApiAsync(realApi);
        await node.Api.CreateAsync(Kinds.Domain, new Domain
        {
            Metadata = new ObjectMeta { Name = domain },
            Spec = new DomainSpec { Cert = CertificateOf(node.Identity) },
        }, CancellationToken.None);
        IController[] controllers =
        [
            new DomainController(new DomainOptions { ControlPlaneDomain = domain }, node.Api, node.Informers, node.Time, node.Log),
            new ClusterDomainRouteController(node.Api, node.Informers, node.Time, node.Log),
            new DomainRouteController(node.Api, node.Informers, node.Time, node.Log),
        ];
        node._controllers.AddRange(controllers.Select(c => Task.Run(() => c.RunAsync(node._stop.Token))));
        GatewayOptions options = new()
        {
            DomainId = domain,
            InstanceName = $"{domain}-host",
            ExternalAddress = "127.0.0.1",
            ExternalPort = ReservedPort.Take(),
            InternalPort = 0,
            CertificatesDirectory = Path.Combine(node._folder, "certs"),
            Timing = new GatewayTiming
            {
                FirstRetry = TimeSpan.FromMilliseconds(100),
                MaxRetry = TimeSpan.FromSeconds(1),
                ProbeInterval = TimeSpan.FromMilliseconds(500),
                RequestTimeout = Deadline / 2,
                CommitTimeout = Deadline / 3,
            },
        };
        if (node._server is { } server)
        {
            options = options with { ApiServerPort = server.Port, ApiServerCa = server.ServerCaCertificate };
        }

        node.Options = configure?.Invoke(options) ?? options;
        try
        {
            await node.StartGatewayAsync();
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }

        Certificates.TryAdd(keyOf ?? domain, Directory.GetFiles(Path.Combine(node._folder, "certs")).ToDictionary(f => Path.GetFileName(f)!, File.ReadAllText)); // a file has a name
        return node;
    }

    public async Task RestartGatewayAsync()
    {
        Options = Options with { ExternalPort = External.Port };
        await Gateway.DisposeAsync();
        await StartGatewayAsync();
    }

    public async Task StopGatewayAsync() => await Gateway.DisposeAsync();

    /// <summary>What <c>add_domain.sh PARTNER p2p</c> does.</summary>
    public Task AddPartnerAsync(TestNode partner, DomainIdentity? certificateOf = null) =>
        Api.CreateAsync(Kinds.Domain, new Domain
        {
            Metadata = new ObjectMeta { Name = partner.Domain },
            Spec = new DomainSpec
            {
                Role = "partner",
                Cert = CertificateOf(certificateOf ?? partner.Identity),
                InterConnProtocols = ["kuscia"],
                AuthCenter = new AuthCenter { AuthenticationType = "Token", TokenGenMethod = "RSA-GEN" },
            },
        }, CancellationToken.None);

    /// <summary>What <c>join_to_host.sh SELF HOST ENDPOINT</c> does.</summary>
    public Task JoinAsync(TestNode host, Func<DomainRouteSpec, DomainRouteSpec>? change = null) => JoinAsync(host.Domain, host.External, host.Options.ExternalProtocol != ExternalProtocol.NoTls, change);

    public Task JoinAsync(string host, IPEndPoint endpoint, bool tls, Func<DomainRouteSpec, DomainRouteSpec>? change = null)
    {
        DomainRouteSpec spec = new()
        {
            Source = Domain,
            Destination = host,
            InterConnProtocol = "kuscia",
            AuthenticationType = "Token",
            TokenConfig = new TokenConfig { TokenGenMethod = "RSA-GEN", RollingUpdatePeriod = 86400 },
            Endpoint = new RouteEndpoint
            {
                Host = endpoint.Address.ToString(),
                Ports = [new RoutePort { Name = "http", Protocol = "HTTP", Port = endpoint.Port, IsTLS = tls }],
            },
        };
        return Api.CreateAsync(Kinds.ClusterDomainRoute, new ClusterDomainRoute
        {
            Metadata = new ObjectMeta { Name = $"{Domain}-{host}" },
            Spec = change?.Invoke(spec) ?? spec,
        }, CancellationToken.None);
    }

    /// <summary>Publishes a local port as a Service of this domain.</summary>
    public async Task PublishAsync(string service, int port, string? accessDomains = null, string protocol = "HTTP", string scope = "Cluster", (string Key, string Value)? annotation = null)
    {
        await Api.CreateAsync(Kinds.Endpoints, new Endpoints
        {
            Metadata = new ObjectMeta { Namespace = Domain, Name = service },
            Subsets = [new EndpointSubset { Addresses = [new EndpointAddress { Ip = "127.0.0.1" }], Ports = [new EndpointPort { Port = port, Name = "main" }] }],
        }, CancellationToken.None);
        Dictionary<string, string> annotations = new() { [WellKnownAnnotations.Protocol] = protocol };
        if (annotation is var (key, value))
        {
            annotations[key] = value;
        }

        if (accessDomains is not null)
        {
            annotations[WellKnownAnnotations.AccessDomain] = accessDomains;
        }

        await Api.CreateAsync(Kinds.Service, new Service
        {
            Metadata = new ObjectMeta
            {
                Namespace = Domain,
                Name = service,
                Labels = new Dictionary<string, string> { [WellKnownLabels.PortScope] = scope, [WellKnownLabels.LoadBalancer] = "domainroute" },
                Annotations = annotations,
            },
            Spec = new ServiceSpec { ClusterIP = "None", Ports = [new ServicePort { Name = "main", Port = port }] },
        }, CancellationToken.None);
        await WaitAsync(Kinds.Service, new ResourceName(Domain, service), s => s?.Metadata.Annotation(WellKnownAnnotations.ReadyTime) is not null);
    }

    /// <summary>Waits until the route is ready and, where it has tokens, until the gateway's own cache shows them.</summary>
    public async Task<ClusterDomainRoute> WaitForReadyAsync(string route)
    {
        ClusterDomainRoute ready = await WaitForRouteAsync(route, c => c.Status == "True");
        bool hasToken = ready.Spec?.AuthenticationType == "Token" && (ready.Spec.Source == Domain || ready.Spec.Destination == Domain);
        await WaitAsync(Kinds.DomainRoute, new ResourceName(Domain, route), r => hasToken ? r?.Status?.TokenStatus?.Tokens is [.., { IsReady: true }] : r is not null);

        return ready;
    }

    public async Task<ClusterDomainRoute> WaitForRouteAsync(string route, Func<Condition, bool> wanted)
    {
        ClusterDomainRoute? reached = await WaitAsync(Kinds.ClusterDomainRoute, ResourceName.Cluster(route), r => Ready(r) is { } ready && wanted(ready));
        return reached!; // a null route does not satisfy the condition
    }

    public static Condition? Ready(ClusterDomainRoute? route) => route?.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready");

    /// <summary>
    /// Waits until the cached object is as wanted; fails with what it is instead. The cache is the one that the gateway reads (of the object's namespace): another
    /// one may be ahead of it.
    /// </summary>
    public async Task<T?> WaitAsync<T>(ResourceKind<T> kind, ResourceName name, Func<T?, bool> wanted)
        where T : Resource
    {
        IInformer<T> informer = Informers.For(kind, name.Namespace);
        TaskCompletionSource<T?> reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        informer.Subscribe((old, current) =>
        {
            if ((current ?? old)!.Identity == name && wanted(current)) // one of both is always there
            {
                reached.TrySetResult(current);
            }
        });
        try
        {
            return await reached.Task.WaitAsync(Deadline);
        }
        catch (TimeoutException)
        {
            T? actual = informer.Get(name);
            string text = actual is null ? "absent" : System.Text.Json.JsonSerializer.Serialize(actual, kind.TypeInfo);
            throw new TimeoutException($"{Domain}: {kind.Kind} {name} did not become as wanted within {Deadline.TotalSeconds} s; it is {text}\n{Log.Tail(20)}");
        }
    }

    /// <summary>The token that this node's gateway shows on a route.</summary>
    public async Task<string> TokenAsync(string route)
    {
        DomainRoute? found = await Api.GetAsync(Kinds.DomainRoute, new ResourceName(Domain, route), CancellationToken.None);
        return Convert.ToBase64String(new Kuscia.Gateway.Routes.TokenCipher(Identity.PrivateKey).Decrypt(found?.Status?.TokenStatus?.Tokens?[^1].Token, 32) ?? []);
    }

    /// <summary>A client of an application of this node: every request goes to the internal listener.</summary>
    public HttpClient Application() => new(Dialer());

    /// <summary>As <see cref="Application"/>, without buffering answers.</summary>
    public HttpMessageInvoker Invoker() => new(Dialer());

    private SocketsHttpHandler Dialer()
    {
        IPEndPoint address = Internal;
        return new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(address, cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_controllers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Informers.DisposeAsync();
        (Api as IDisposable)?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Identity.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartApiAsync(bool real)
    {
        if (real)
        {
            _server = new ApiServerModule(
                new ApiServerOptions
                {
                    Address = "127.0.0.1",
                    Port = 0,
                    DatabasePath = Path.Combine(_folder, "state.db"),
                    TlsDirectory = Path.Combine(_folder, "tls"),
                    KubeconfigPath = Path.Combine(_folder, "kubeconfig"),
                    Durable = false,
                },
                BuiltInKinds.CreateCatalog(), null, Time, Log);
            await _server.StartAsync(CancellationToken.None);
        }

        Api = _server is null ? new MemoryResourceClient(Time) : _server.Client;
        Informers = new InformerSet(Api, Time, Log);
    }

    private async Task StartGatewayAsync()
    {
        Gateway = new GatewayModule(Options, Api, Informers, Identity, Time, Log);
        await Gateway.StartAsync(CancellationToken.None);
    }

    private static string CertificateOf(DomainIdentity identity) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(identity.DomainCertificate.ExportCertificatePem() + "\n"));
}
