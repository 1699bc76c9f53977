using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Gateway.Enrolment;
using Kuscia.Gateway.Handshake;
using Kuscia.Gateway.Invitations;
using Kuscia.Gateway.Listeners;
using Kuscia.Gateway.Master;
using Kuscia.Gateway.Pipeline;
using Kuscia.Gateway.Probes;
using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Upstreams;
using Kuscia.Identity;
using Kuscia.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Forwarder;

namespace Kuscia.Gateway;

/// <summary>The parts of one gateway, put together.</summary>
internal sealed class GatewayParts : IDisposable
{
    private readonly UpstreamPool _pool;
    private readonly MasterServices _master;
    private readonly ServiceProvider _proxy;

    public GatewayParts(GatewayOptions options, IResourceClient client, InformerSet informers, DomainIdentity identity, TimeProvider time, ILoggerFactory loggers)
    {
        OutboundBudget budget = new();
        _pool = new UpstreamPool(options, budget, time);
        _master = new MasterServices(options, budget, time);
        _proxy = new ServiceCollection().AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddHttpForwarder().BuildServiceProvider();
        Sources = new RouteSources(informers, options.DomainId);

        TokenCipher cipher = new(identity.PrivateKey);
        PendingTokens pending = new();
        MasterRoute? master = options.Master is { } away ? new MasterRoute(options.DomainId, away, _pool) : null;
        PeerUpstreams peers = new(options, identity, _pool, master);
        PartnerShares shares = new(options, GatewaySockets.ExternalLimits(options).Resolved(), time);
        RouteTableBuilder builder = new(options, identity, cipher, pending, peers, new ServiceModels(_pool), new BandwidthLimits(time), shares, time);
        Tables = new(Sources, builder, Table, peers, _pool, shares, pending, loggers.CreateLogger<RouteTableLoop>());

        DomainRouteWriter writer = new(Sources, client);
        PeerRequests requests = new(options, Table, peers, new SchemeProbe(time), time);
        HandshakeClient handshakes = new(identity, requests, cipher, time);
        RouteSupervisor routes = new(options, identity, Sources, writer, handshakes, cipher, pending, master, time, loggers.CreateLogger<RouteSupervisor>());
        Link = master is null || options.Master is not { } chosen ? null : new MasterLink(
            options, master, new MasterEnrolment(chosen, identity, requests, time), handshakes, identity, cipher, pending, time, loggers.CreateLogger<MasterLink>());
        HeartbeatBook book = new(time);
        InboundSupervisor inbound = new(options, Sources, writer, book, time, loggers.CreateLogger<InboundSupervisor>());
        HandshakeLimiter limiter = new(time);
        HandshakeAcceptor acceptor = new(
            options, Sources, cipher, new TokenCommit(options, Sources, client, cipher, pending, time), limiter, new HandshakeSignature(time), time,
            loggers.CreateLogger<HandshakeAcceptor>());
        acceptor.HandshakeAccepted += routes.PartnerIsAlive;
        book.HeartbeatReceived += route => routes.PartnerIsAlive(Sources.Route(route)?.Spec?.Source ?? "");
        TablePublisher publisher = new(Sources, Table, new TokenInstallation(options, Sources, Table, writer), client, time, loggers.CreateLogger<TablePublisher>());
        Tables.Replaced += publisher.Review;

        EnrolmentEndpoint? enrolment = options.OwnsControlPlane
            ? new EnrolmentEndpoint(options, new EnrolmentDesk(identity, client, limiter, new EnrolmentProof(time), time, loggers.CreateLogger<EnrolmentDesk>()), time)
            : null;
        InvitationEndpoint? invitations = options.OwnsControlPlane
            ? new InvitationEndpoint(options, new InvitationDesk(options.DomainId, client, time, loggers.CreateLogger<InvitationDesk>()), limiter, time)
            : null;
        HandshakeEndpoint endpoint = new(options, acceptor, new TokenStates(options, Sources, cipher, pending, book), enrolment, invitations, time);
        Forwarder forwarder = new(_proxy.GetRequiredService<IHttpForwarder>(), options, time);
        OwnServices own = new(options, _master, new AccountTokens(client, options.ApiServerPort is null ? null : informers.For(Kinds.ServiceAccount), time), forwarder, endpoint);
        OutboundRouting outbound = new(options, forwarder, master);
        External = new ExternalPipeline(options, own, outbound, loggers.CreateLogger<ExternalPipeline>());
        Internal = new InternalPipeline(options, own, outbound);
        Heartbeat = new GatewayHeartbeat(options, identity, client, new NetworkStatus(options, Sources, Table), time, loggers.CreateLogger<GatewayHeartbeat>());
        Loops = [Tables.RunAsync, publisher.RunAsync, routes.RunAsync, inbound.RunAsync, Heartbeat.RunAsync, .. Link is null ? [] : new Func<CancellationToken, Task>[] { Link.RunAsync }];
    }

    public RouteSources Sources { get; }

    public RouteTableState Table { get; } = new();

    public RouteTableLoop Tables { get; }

    /// <summary>A lite's tie to its master; null on other nodes.</summary>
    public MasterLink? Link { get; }

    public ExternalPipeline External { get; }

    public InternalPipeline Internal { get; }

    public GatewayHeartbeat Heartbeat { get; }

    /// <summary>What runs as long as the gateway does.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Loops { get; }

    public void Dispose()
    {
        _pool.Dispose();
        _master.Dispose();
        _proxy.Dispose();
    }
}
