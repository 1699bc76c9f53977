using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kuscia.Gateway.Forwarding;
using Kuscia.Gateway.Routing;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Handshake;

/// <summary>
/// The destination's part of a handshake. A new token is in force here before the source learns it, and it is announced only after every live gateway of the
/// domain has it: no request of the source can meet a gateway that does not know its token.
/// </summary>
internal sealed partial class HandshakeAcceptor(
    GatewayOptions options, RouteSources sources, IResourceClient client, TokenCipher cipher, PendingTokens pending,
    HandshakeLimiter limiter, TimeProvider time, ILogger<HandshakeAcceptor> logger)
{
    private const int PartLength = 16;
    private const int Attempts = 5;

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Called with the domain of a source that has just shaken hands: it is alive.</summary>
    public event Action<string>? Met;

    public async Task<HandshakeResponse> AcceptAsync(HandshakeRequest request, CancellationToken cancellationToken)
    {
        string source = request.DomainId ?? "";
        string name = $"{source}-{options.DomainId}";
        DomainRoute? route = source.Length is > 0 and <= 63 ? sources.Route(name) : null;
        if (route?.Spec is not { } spec || spec.Source != source || spec.Destination != options.DomainId)
        {
            Log.Unknown(logger, name.Length <= 127 ? name : name[..127]);
            return Failure($"domainRoute [{name}] not found in dest domain [{options.DomainId}]");
        }

        if (RouteSupport.Fault(spec, options) is { } fault)
        {
            return Failure($"domainroute [{name}] in dest domain [{options.DomainId}] is out of force: {fault}");
        }

        if (!RouteFacts.NeedsHandshake(spec))
        {
            return Failure($"domainroute [{name}] in dest domain [{options.DomainId}] has authenticationType {spec.AuthenticationType}, which needs no token");
        }

        if (request.Type is not ("RSA" or "UID"))
        {
            return Failure($"invalid handshake type [{Shown(request.Type)}]");
        }

        if (!limiter.Allows(source))
        {
            return Failure($"too many handshakes of source domain [{source}], try again in some seconds");
        }

        Met?.Invoke(source);

        SemaphoreSlim turn = _turns.GetOrAdd(name, _ => new SemaphoreSlim(1, 1));
        if (!await turn.WaitAsync(options.Timing.CommitTimeout, cancellationToken))
        {
            return Failure($"another handshake of source domain [{source}] is under way");
        }

        try
        {
            return await AgreeAsync(request, spec, name, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<HandshakeResponse> AgreeAsync(HandshakeRequest request, DomainRouteSpec spec, string name, CancellationToken cancellationToken)
    {
        using RSA? sourceKey = PublicKeys.Read(spec.TokenConfig?.SourcePublicKey);
        if (sourceKey is null)
        {
            return Failure($"domainroute [{name}] in dest domain [{options.DomainId}] has no readable sourcePublicKey yet");
        }

        return request.Type == "UID"
            ? await AgreeUidAsync(spec, name, sourceKey, cancellationToken)
            : await AgreeRsaAsync(request, spec, name, sourceKey, cancellationToken);
    }

    private async Task<HandshakeResponse> AgreeRsaAsync(HandshakeRequest request, DomainRouteSpec spec, string name, RSA sourceKey, CancellationToken cancellationToken)
    {
        if (!PublicKeyHash.Matches(request.TokenConfig?.Pubhash, spec.TokenConfig?.SourcePublicKey ?? ""))
        {
            Log.KeyMismatch(logger, spec.Source, name);
            return Failure($"source domain [{spec.Source}] publickey hash mismatch in domainroute [{name}]");
        }

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
        TimeSpan period = TimeSpan.FromSeconds(spec.TokenConfig?.RollingUpdatePeriod ?? 0);
        bool young = period == TimeSpan.Zero || time.GetUtcNow() - current?.RevisionTime < period;
        if (current is { IsReady: true } && young && cipher.Decrypt(current.Token, RouteFacts.TokenLength) is { } known)
        {
            return Success(TokenCipher.Encrypt(sourceKey, known), current.Revision ?? 0, current.ExpirationTime ?? time.GetUtcNow().AddYears(100));
        }

        byte[] token = RandomNumberGenerator.GetBytes(RouteFacts.TokenLength);
        return await CommitAsync(spec, name, token, TokenCipher.Encrypt(sourceKey, token), cancellationToken);
    }

    private async Task<HandshakeResponse> CommitAsync(DomainRouteSpec spec, string name, byte[] token, string wrapped, CancellationToken cancellationToken)
    {
        string recorded = cipher.EncryptToSelf(token);
        TimeSpan period = TimeSpan.FromSeconds(spec.TokenConfig?.RollingUpdatePeriod ?? 0);
        DateTimeOffset expiration = period == TimeSpan.Zero ? time.GetUtcNow().AddYears(100) : time.GetUtcNow() + (2 * period);
        long? revision = await RecordAsync(name, recorded, Convert.ToBase64String(token), expiration, cancellationToken);
        CryptographicOperations.ZeroMemory(token);
        if (revision is not { } agreed)
        {
            pending.Drop(name);
            return Failure($"domainroute [{name}] in dest domain [{options.DomainId}] could not be updated, try again");
        }

        if (!await InstalledEverywhereAsync(name, recorded, cancellationToken))
        {
            Log.NotInstalled(logger, name, agreed);
            return Failure($"wait token ready in dest domain [{options.DomainId}] error: not every gateway of the domain has revision {agreed} yet");
        }

        Log.Agreed(logger, name, agreed);
        return Success(wrapped, agreed, expiration);
    }

    /// <summary>Puts the token in force here, then writes it down; null when the object keeps changing under the pen or is gone.</summary>
    private async Task<long?> RecordAsync(string name, string recorded, string text, DateTimeOffset expiration, CancellationToken cancellationToken)
    {
        ResourceName identityName = new(options.DomainId, name);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            DomainRoute? route = await client.GetAsync(Kinds.DomainRoute, identityName, cancellationToken);
            if (route is null)
            {
                return null;
            }

            DomainRouteTokenStatus? status = route.Status?.TokenStatus;
            long listed = status?.Tokens is [.., { } newest] ? newest.Revision ?? 0 : 0;
            long revision = Math.Max(status?.RevisionToken?.Revision ?? 0, listed) + 1;
            pending.Put(name, new PendingToken(route.Metadata.Uid, revision, recorded, text));
            try
            {
                JsonObject patch = RevisionPatch(route, recorded, revision, expiration);
                await client.PatchAsync(Kinds.DomainRoute, identityName, patch, "status", cancellationToken);
                return revision;
            }
            catch (ResourceException e) when (e.IsConflict)
            {
                // Somebody wrote in between: read again and take the next revision from what stands there now.
            }
        }

        return null;
    }

    private JsonObject RevisionPatch(DomainRoute route, string recorded, long revision, DateTimeOffset expiration) => new()
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = route.Metadata.ResourceVersion },
        ["status"] = new JsonObject
        {
            ["isDestinationAuthorized"] = route.Status?.IsDestinationAuthorized ?? false,
            ["isDestinationUnreachable"] = route.Status?.IsDestinationUnreachable ?? false,
            ["tokenStatus"] = new JsonObject
            {
                ["revisionToken"] = new JsonObject
                {
                    ["token"] = recorded,
                    ["revision"] = revision,
                    ["isReady"] = false,
                    ["revisionTime"] = KubernetesTimeConverter.ToText(time.GetUtcNow()),
                    ["expirationTime"] = KubernetesTimeConverter.ToText(expiration),
                    ["effectiveInstances"] = new JsonArray(options.InstanceName),
                    ["heartBeatTime"] = null,
                },
            },
        },
    };

    private Task<bool> InstalledEverywhereAsync(string name, string recorded, CancellationToken cancellationToken) =>
        sources.WaitForRouteAsync(
            name,
            r => r?.Status?.TokenStatus?.Tokens?.Any(t => t.Token == recorded && t.IsReady) == true,
            options.Timing.CommitTimeout,
            time,
            cancellationToken);

    private static HandshakeResponse Success(string wrapped, long revision, DateTimeOffset expiration) => new()
    {
        Token = new HandshakeToken { Token = wrapped, Revision = revision, ExpirationTime = UnixNanoseconds.From(expiration) },
    };

    private static string? Shown(string? text) => text is { Length: > 32 } ? text[..32] : text;

    private static HandshakeResponse Failure(string message) => new() { Status = new HandshakeStatus { Code = 500, Message = message } };

    private static partial class Log
    {
        [LoggerMessage(EventId = 4201, Level = LogLevel.Information, Message = "handshake for {Route}: the partner asks, but there is no such DomainRoute here; add the partner's domain to let it in")]
        public static partial void Unknown(ILogger logger, string route);

        [LoggerMessage(EventId = 4202, Level = LogLevel.Warning, Message = "handshake of {Source} refused: its key is not the one registered here for {Route}; register its current certificate")]
        public static partial void KeyMismatch(ILogger logger, string? source, string route);

        [LoggerMessage(EventId = 4203, Level = LogLevel.Warning, Message = "handshake for {Route}: revision {Revision} is not on every live gateway yet")]
        public static partial void NotInstalled(ILogger logger, string route, long revision);

        [LoggerMessage(EventId = 4204, Level = LogLevel.Information, Message = "handshake for {Route}: revision {Revision} agreed")]
        public static partial void Agreed(ILogger logger, string route, long revision);
    }
}
