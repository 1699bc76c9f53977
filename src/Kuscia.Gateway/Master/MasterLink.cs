using System.Threading.Channels;
using Kuscia.Client.Resources;
using Kuscia.Gateway.Enrolment;
using Kuscia.Gateway.Handshake;
using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Upstreams;
using Kuscia.Identity;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Master;

/// <summary>
/// A lite's tie to its master: asks who it is, enrols, and agrees on a token, all without the API, which only answers whoever has the token. When the master does
/// not accept the token any more, another one is agreed at once; it is in force before anything is written with it, so the two cannot fall apart for good.
/// Never gives up.
/// </summary>
internal sealed partial class MasterLink
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly MasterRoute _route;
    private readonly MasterPin _pin;
    private readonly MasterEnrolment _enrolment;
    private readonly HandshakeClient _handshakes;
    private readonly DomainIdentity _identity;
    private readonly TokenCipher _cipher;
    private readonly PendingTokens _pending;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Backoff _backoff;
    private readonly Channel<bool> _losses = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private string _said = "";

    public MasterLink(
        GatewayOptions options, MasterRoute route, MasterEnrolment enrolment, HandshakeClient handshakes, DomainIdentity identity, TokenCipher cipher,
        PendingTokens pending, TimeProvider time, ILogger<MasterLink> logger)
    {
        _route = route;
        _pin = new MasterPin(options.CertificatesDirectory);
        _enrolment = enrolment;
        _handshakes = handshakes;
        _identity = identity;
        _cipher = cipher;
        _pending = pending;
        _time = time;
        _logger = logger;
        _backoff = new Backoff(options.Timing.FirstRetry, LongestPause < options.Timing.MaxRetry ? LongestPause : options.Timing.MaxRetry);
        route.Lost += () => _losses.Writer.TryWrite(true);
    }

    /// <summary>Called with the reason when it must wait for the master; once per reason.</summary>
    public event Action<string>? Waits;

    /// <summary>The certificate that the master issued for this domain (base64 of PEM); null before the enrolment.</summary>
    public string? Certificate { get; private set; }

    /// <summary>Returns when a token is in force.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        while (await TryAsync(cancellationToken) is { } failure)
        {
            if (_said != failure.Message)
            {
                _said = failure.Message;
                Log.Waiting(_logger, _route.Address, failure.Stage, PrintableLine.Of(failure.Message));
                Waits?.Invoke($"waits for its master {_route.Address}: {failure.Message}");
            }

            await Task.Delay(_backoff.Next(), _time, cancellationToken);
        }

        _backoff.Reset();
        _said = "";
    }

    /// <summary>Agrees on another token whenever the master does not know the one in force.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _losses.Reader.WaitToReadAsync(cancellationToken))
            {
                await ConnectAsync(cancellationToken);

                // Those that were under way with the token of before are answered by the new one, too.
                await Task.Delay(_backoff.Next(), _time, cancellationToken);
                _backoff.Reset();
                _losses.Reader.TryRead(out _);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task<RouteFailure?> TryAsync(CancellationToken cancellationToken)
    {
        string? pinned = _pin.Read();
        (string? domain, RouteFailure? failure) = await _handshakes.NameAsync(SpecOf(MasterRoute.Alias, null), cancellationToken);
        if (domain is null)
        {
            return failure;
        }

        if (domain == _identity.DomainId)
        {
            return new RouteFailure(ConnectStage.PeerIdentified, "ForeignDomain", $"masterEndpoint leads to a gateway of {domain}, which is this domain itself; give the address of the master's port 1080");
        }

        _route.Learn(domain, pinned);
        (EnrolmentReply? reply, failure) = await _enrolment.EnrolAsync(SpecOf(domain, null), cancellationToken);
        if (reply is null)
        {
            return failure;
        }

        if (reply.MasterKey is { } shown && _pin.Accept(shown, _route.Address) is { } foreign)
        {
            return new RouteFailure(ConnectStage.PeerIdentified, "MasterKeyChanged", foreign);
        }

        Certificate = reply.Certificate;
        _route.Learn(domain, reply.MasterKey ?? pinned);
        return await AgreeAsync(domain, reply.MasterKey, cancellationToken);
    }

    private async Task<RouteFailure?> AgreeAsync(string domain, string? masterKey, CancellationToken cancellationToken)
    {
        HandshakeOutcome outcome = await _handshakes.AgreeAsync(SpecOf(domain, masterKey), 0, cancellationToken);
        if (outcome.Token is not { } token)
        {
            return outcome.Failure;
        }

        _pending.Put(_route.RouteName ?? "", new PendingToken(null, token.Revision, _cipher.EncryptToSelf(token.Token), Convert.ToBase64String(token.Token)));
        Log.Connected(_logger, domain, _route.Address, token.Revision);
        return null;
    }

    // A master that names no key is of the kind that makes tokens alone.
    private DomainRouteSpec SpecOf(string domain, string? masterKey) => new()
    {
        Source = _identity.DomainId,
        Destination = domain,
        AuthenticationType = "Token",
        TokenConfig = new TokenConfig
        {
            SourcePublicKey = _identity.PublicKeyPemBase64,
            DestinationPublicKey = masterKey,
            TokenGenMethod = masterKey is null ? "UID-RSA-GEN" : "RSA-GEN",
        },
    };

    private static partial class Log
    {
        [LoggerMessage(4711, LogLevel.Warning, "the master {Address} is not reached, at {Stage}: {Message}")]
        public static partial void Waiting(ILogger logger, string address, ConnectStage stage, string message);

        [LoggerMessage(4712, LogLevel.Information, "connected to master {Domain} at {Address}, token revision {Revision}")]
        public static partial void Connected(ILogger logger, string domain, string address, long revision);
    }
}
