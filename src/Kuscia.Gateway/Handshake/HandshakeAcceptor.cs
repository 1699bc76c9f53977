using System.Security.Cryptography;
using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Upstreams;
using Kuscia.Hosting.Listeners;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Handshake;

/// <summary>
/// The destination's part of a handshake. A stranger can ask for anything in anybody's name: what it costs to find that out comes before what costs more, and each
/// step is open only to those who passed the one before.
/// </summary>
internal sealed partial class HandshakeAcceptor(
    GatewayOptions options, RouteSources sources, TokenCipher cipher, TokenCommit commit, HandshakeLimiter limiter, HandshakeSignature signatures, TimeProvider time,
    ILogger<HandshakeAcceptor> logger)
{
    private const int PartLength = 16;

    private readonly KeyedTurns _turns = new();
    private readonly LogPace _refusals = new(TimeSpan.FromSeconds(10), time);

    /// <summary>Called with the domain of a source that has just shaken hands: it is alive.</summary>
    public event Action<string>? HandshakeAccepted;

    /// <summary>The answer; null when there is none for this caller for a while (429).</summary>
    public async Task<HandshakeResponse?> AcceptAsync(HandshakeCall call, CancellationToken cancellationToken)
    {
        bool isHeard = limiter.AllowsAddress(call.Address);
        string source = call.Request.DomainId ?? "";
        string name = $"{source}-{options.DomainId}";
        DomainRoute? route = source.Length is > 0 and <= 63 ? sources.Route(name) : null;
        if (Fault(call.Request, route?.Spec, source, name) is { } fault)
        {
            return isHeard ? Failure(fault) : null;
        }

        DomainRouteSpec spec = route?.Spec ?? new DomainRouteSpec();
        using RSA? sourceKey = PublicKeys.Read(spec.TokenConfig?.SourcePublicKey);
        if (sourceKey is null)
        {
            return isHeard ? Failure($"domainroute [{name}] in dest domain [{options.DomainId}] has no readable sourcePublicKey yet") : null;
        }

        bool knowsKey = PublicKeyHash.Matches(call.Request.TokenConfig?.Pubhash, spec.TokenConfig?.SourcePublicKey ?? "");
        if (!knowsKey && call.Request.Type == "RSA")
        {
            Refused(source, name);
            return isHeard ? Failure($"source domain [{spec.Source}] publickey hash mismatch in domainroute [{name}]") : null;
        }

        bool isSigned = signatures.Proves(sourceKey, options.DomainId, call);
        bool isAllowed = isSigned ? limiter.AllowsSigned(source) : (knowsKey || isHeard) && limiter.AllowsUnsigned(source, call.Address);
        return isAllowed ? await AgreeInTurnAsync(call.Request, spec, name, sourceKey, cancellationToken) : null;
    }

    /// <summary>What can be seen without any work.</summary>
    private string? Fault(HandshakeRequest request, DomainRouteSpec? spec, string source, string name)
    {
        if (spec is null || spec.Source != source || spec.Destination != options.DomainId)
        {
            if (_refusals.Allows(out long heldBack))
            {
                Log.Unknown(logger, name.Length <= 127 ? name : name[..127], heldBack);
            }

            return $"domainRoute [{name}] not found in dest domain [{options.DomainId}]";
        }

        if (RouteSupport.Fault(spec, options) is { } fault)
        {
            return $"domainroute [{name}] in dest domain [{options.DomainId}] is out of force: {fault}";
        }

        return !RouteFacts.NeedsHandshake(spec) ? $"domainroute [{name}] in dest domain [{options.DomainId}] has authenticationType {spec.AuthenticationType}, which needs no token"
            : request.Type is not ("RSA" or "UID") ? $"invalid handshake type [{Shown(request.Type)}]"
            : null;
    }

    private async Task<HandshakeResponse> AgreeInTurnAsync(HandshakeRequest request, DomainRouteSpec spec, string name, RSA sourceKey, CancellationToken cancellationToken)
    {
        using IDisposable? turn = await _turns.TakeAsync(name, options.Timing.CommitTimeout, cancellationToken);
        if (turn is null)
        {
            return Failure($"another handshake of source domain [{spec.Source}] is under way");
        }

        return request.Type == "UID"
            ? await AgreeUidAsync(spec, name, sourceKey, cancellationToken)
            : await AgreeRsaAsync(request, spec, name, sourceKey, cancellationToken);
    }

    private async Task<HandshakeResponse> AgreeRsaAsync(HandshakeRequest request, DomainRouteSpec spec, string name, RSA sourceKey, CancellationToken cancellationToken)
    {
        // Wrong padding and wrong prefix get the same answer: no oracle.
        if (cipher.DecryptOnce(request.TokenConfig?.Token, PartLength) is not { } sourcePart)
        {
            return Failure($"dest domain [{options.DomainId}] publickey in source domain [{spec.Source}] may be not correct");
        }

        byte[] ownPart = RandomNumberGenerator.GetBytes(PartLength);
        return await CommitAsync(spec, name, [.. sourcePart, .. ownPart], TokenCipher.Encrypt(sourceKey, ownPart), cancellationToken);
    }

    private async Task<HandshakeResponse> AgreeUidAsync(DomainRouteSpec spec, string name, RSA sourceKey, CancellationToken cancellationToken)
    {
        RouteToken? current = sources.Route(name)?.Status?.TokenStatus?.Tokens is [.., { } newest] ? newest : null;
        if (current is { IsReady: true } && IsYoung(current, spec) && cipher.Decrypt(current.Token, RouteFacts.TokenLength) is { } known)
        {
            return Success(TokenCipher.Encrypt(sourceKey, known), current.Revision ?? 0, current.ExpirationTime ?? time.GetUtcNow().AddYears(100));
        }

        byte[] token = RandomNumberGenerator.GetBytes(RouteFacts.TokenLength);
        return await CommitAsync(spec, name, token, TokenCipher.Encrypt(sourceKey, token), cancellationToken);
    }

    // A token from the future was issued before the clock was set back: it is issued anew.
    private bool IsYoung(RouteToken token, DomainRouteSpec spec)
    {
        TimeSpan period = TimeSpan.FromSeconds(spec.TokenConfig?.RollingUpdatePeriod ?? 0);
        return period == TimeSpan.Zero || (time.GetUtcNow() - token.RevisionTime is { } age && age >= TimeSpan.Zero && age < period);
    }

    private async Task<HandshakeResponse> CommitAsync(DomainRouteSpec spec, string name, byte[] token, string wrapped, CancellationToken cancellationToken)
    {
        HandshakeAccepted?.Invoke(spec.Source ?? "");
        (long? revision, DateTimeOffset expiration, bool isInstalled) = await commit.ExecuteAsync(spec, name, token, cancellationToken);
        if (revision is not { } agreed)
        {
            return Failure($"domainroute [{name}] in dest domain [{options.DomainId}] could not be updated, try again");
        }

        if (!isInstalled)
        {
            Log.NotInstalled(logger, name, agreed);
            return Failure($"wait token ready in dest domain [{options.DomainId}] error: not every gateway of the domain has revision {agreed} yet");
        }

        Log.Agreed(logger, name, agreed);
        return Success(wrapped, agreed, expiration);
    }

    private void Refused(string source, string name)
    {
        if (_refusals.Allows(out long heldBack))
        {
            Log.KeyMismatch(logger, source, name, heldBack);
        }
    }

    private static HandshakeResponse Success(string wrapped, long revision, DateTimeOffset expiration) => new()
    {
        Token = new HandshakeToken { Token = wrapped, Revision = revision, ExpirationTime = UnixNanoseconds.From(expiration) },
    };

    private static string? Shown(string? text) => text is { Length: > 32 } ? text[..32] : text;

    private static HandshakeResponse Failure(string message) => new() { Status = new HandshakeStatus { Code = 500, Message = message } };

    private static partial class Log
    {
        [LoggerMessage(EventId = 4201, Level = LogLevel.Information,
            Message = "handshake for {Route}: the partner asks, but there is no such DomainRoute here; add the partner's domain to let it in ({HeldBack} more refusals held back)")]
        public static partial void Unknown(ILogger logger, string route, long heldBack);

        [LoggerMessage(EventId = 4202, Level = LogLevel.Warning,
            Message = "handshake of {Source} refused: its key is not the one registered here for {Route}; register its current certificate ({HeldBack} more refusals held back)")]
        public static partial void KeyMismatch(ILogger logger, string? source, string route, long heldBack);

        [LoggerMessage(EventId = 4203, Level = LogLevel.Warning, Message = "handshake for {Route}: revision {Revision} is not on every live gateway yet")]
        public static partial void NotInstalled(ILogger logger, string route, long revision);

        [LoggerMessage(EventId = 4204, Level = LogLevel.Information, Message = "handshake for {Route}: revision {Revision} agreed")]
        public static partial void Agreed(ILogger logger, string route, long revision);
    }
}
