using System.Net;
using System.Net.Sockets;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Gateway.Listeners;
using Kuscia.Gateway.Pipeline;
using Kuscia.Hosting.Listeners;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway;

/// <summary>The node's door: the external listener for partners, the internal listener for the own node, and the upkeep of the routes between domains.</summary>
public sealed class GatewayModule(
    GatewayOptions options, IResourceClient client, InformerSet informers, DomainIdentity identity, TimeProvider time, ILoggerFactory loggers) : IModule
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IAsyncDisposable> _listeners = [];
    private GatewayParts? _parts;
    private AccessLog? _accessLog;
    private Task _loops = Task.CompletedTask;

    /// <inheritdoc/>
    public string Name => "gateway";

    /// <inheritdoc/>
    public string? Address => External is null ? Internal is null ? null : $"internal http://{Internal}" : $"{(options.ExternalProtocol == ExternalProtocol.NoTls ? "http" : "https")}://{External}, internal http://{Internal}";

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <summary>Where partners connect; null before the start.</summary>
    public IPEndPoint? External { get; private set; }

    /// <summary>Where applications and modules of the node connect; null before the start.</summary>
    public IPEndPoint? Internal { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _accessLog = options.AccessLogDirectory is { } directory ? new AccessLog(directory, loggers.CreateLogger<AccessLog>()) : null;
        GatewayParts parts = _parts = new GatewayParts(options, client, informers, identity, time, loggers);
        if (parts.Link is null)
        {
            await OpenAsync(parts, cancellationToken);
            await ListenInsideAsync(parts, cancellationToken);
            _loops = RunLoopsAsync(parts);
        }
        else
        {
            await ListenInsideAsync(parts, cancellationToken);
        }

        await ProbeSelfAsync(cancellationToken);
    }

    /// <summary>
    /// On a lite: ties it to its master, and opens the external listener. Only after that the API can be reached, through the internal listener, which answers since
    /// the start.
    /// </summary>
    /// <param name="waits">Is told what the master is waited for.</param>
    /// <param name="reached">Is called when the API can be reached, before anything is read of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task JoinMasterAsync(Action<string> waits, Action reached, CancellationToken cancellationToken)
    {
        if (_parts is not { Link: { } link } parts)
        {
            throw new InvalidOperationException("this gateway has no master, or has not started");
        }

        link.Waits += waits;
        await link.ConnectAsync(cancellationToken);
        parts.Tables.Rebuild();
        reached();
        _loops = RunLoopsAsync(parts);
        await OpenAsync(parts, cancellationToken);
    }

    /// <summary>The certificate that the master has issued for this domain (base64 of PEM); null on other nodes and before the lite has joined.</summary>
    public string? IssuedCertificate => _parts?.Link?.Certificate;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_completion.Task.IsCompletedSuccessfully)
        {
            return;
        }

        await _stop.CancelAsync();
        foreach (IAsyncDisposable listener in Enumerable.Reverse(_listeners))
        {
            await listener.DisposeAsync();
        }

        await _loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _parts?.Dispose();
        if (_accessLog is not null)
        {
            await _accessLog.DisposeAsync();
        }

        _completion.TrySetResult();
        _stop.Dispose();
    }

    private async Task OpenAsync(GatewayParts parts, CancellationToken cancellationToken)
    {
        await parts.Sources.Synced.WaitAsync(cancellationToken);

        // Before anybody can connect: a partner that calls during a restart must not be told that its token is unknown.
        parts.Tables.Rebuild();
        ExchangeHandler external = new(Side.External, options, parts.Table, parts.External.HandleAsync, _accessLog, time, loggers.CreateLogger<ExchangeHandler>());
        bool tls = options.ExternalProtocol != ExternalProtocol.NoTls;
        ServingCertificate? serving = tls ? new ServingCertificate(new CertificateRenewal(() => ExternalCertificate.LoadOrIssue(options, identity, time), time)) : null;
        External = (await ListenAsync(GatewaySockets.External(serving, options, time), external.HandleAsync, cancellationToken)).EndPoint;
    }

    private async Task ListenInsideAsync(GatewayParts parts, CancellationToken cancellationToken)
    {
        ExchangeHandler @internal = new(Side.Internal, options, parts.Table, parts.Internal.HandleAsync, _accessLog, time, loggers.CreateLogger<ExchangeHandler>());
        Internal = (await ListenAsync(GatewaySockets.Internal(options, time), @internal.HandleAsync, cancellationToken)).EndPoint;
        if (options.AdminPort is { } adminPort)
        {
            await ListenAsync(GatewaySockets.Admin(adminPort, options, time), AnswerAdminAsync, cancellationToken);
        }
    }

    private async Task<WebListener> ListenAsync(WebListenerOptions socket, RequestDelegate handler, CancellationToken cancellationToken)
    {
        try
        {
            WebListener listener = await WebListener.StartAsync(socket, handler, loggers, cancellationToken);
            _listeners.Add(listener);
            return listener;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new ModuleStartException($"the gateway's {socket.Limits.Name} cannot listen on {socket.Bind}: {e.Message.TrimEnd('.')}; free the port or configure another address or port (ports below 1024 need root)", e);
        }
    }

    // Local modules ask "/ready" and expect this text.
    private static Task AnswerAdminAsync(HttpContext context)
    {
        if (context.Request.Path == "/ready")
        {
            return context.Response.WriteAsync("LIVE\n", context.RequestAborted);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private async Task RunLoopsAsync(GatewayParts parts)
    {
        try
        {
            await Task.WhenAll(parts.Loops.Select(loop => loop(_stop.Token)));
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            _completion.TrySetException(e);
        }
    }

    /// <summary>Ready means: the internal listener has answered a request.</summary>
    private async Task ProbeSelfAsync(CancellationToken cancellationToken)
    {
        IPAddress address = Equals(Internal?.Address, IPAddress.Any) ? IPAddress.Loopback : Internal?.Address ?? IPAddress.Loopback;
        using HttpMessageInvoker http = new(new SocketsHttpHandler { UseProxy = false });
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"http://{new IPEndPoint(address, Internal?.Port ?? 0)}/handshake"));
        request.Headers.Host = $"{WellKnownHeaders.HandshakeService}.{options.DomainId}.svc";
        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new ModuleStartException($"the gateway's internal listener on {Internal} answered its own probe with {(int)response.StatusCode}");
        }
    }
}
