using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Queues;
using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Upstreams;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Handshake;

/// <summary>
/// The source's care for its routes: shakes hands where a token is wanted, asks regularly whether it is still in force, and keeps the staged conditions. One
/// instance of the domain does so per route (the initializer). Never gives up.
/// </summary>
internal sealed partial class RouteSupervisor
{
    private readonly GatewayOptions _options;
    private readonly DomainIdentity _identity;
    private readonly RouteSources _sources;
    private readonly DomainRouteWriter _writer;
    private readonly HandshakeClient _handshakes;
    private readonly TokenCipher _cipher;
    private readonly PendingTokens _pending;
    private readonly MasterRoute? _master;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WorkQueue<string> _queue;
    private readonly ConcurrentDictionary<string, RouteMemory> _memories = new(StringComparer.Ordinal);

    public RouteSupervisor(
        GatewayOptions options, DomainIdentity identity, RouteSources sources, DomainRouteWriter writer, HandshakeClient handshakes, TokenCipher cipher,
        PendingTokens pending, MasterRoute? master, TimeProvider time, ILogger<RouteSupervisor> logger)
    {
        _master = master;
        _options = options;
        _identity = identity;
        _sources = sources;
        _writer = writer;
        _handshakes = handshakes;
        _cipher = cipher;
        _pending = pending;
        _time = time;
        _logger = logger;
        _queue = new WorkQueue<string>("domain-route-handshake", HandleAsync, new WorkQueueOptions { MinBackoff = TimeSpan.FromMilliseconds(200) }, time, logger);
    }

    public Task RunAsync(CancellationToken cancellationToken)
    {
        _sources.Routes.Subscribe((old, current) => _queue.Add((current ?? old)?.Metadata.Name ?? ""));
        return _queue.RunAsync(cancellationToken);
    }

    /// <summary>The partner has just called: whatever failed with it before is worth a try now.</summary>
    public void PartnerIsAlive(string domain)
    {
        string name = $"{_options.DomainId}-{domain}";
        if (_memories.TryGetValue(name, out RouteMemory? memory) && memory.Failures > 0)
        {
            // Not at once at each call: a partner could make this node call it as often as it likes.
            memory.HurryUp(_options.Timing.ProbeInterval);
            _queue.AddAfter(name, memory.Wait);
        }
    }

    private async Task<TimeSpan?> HandleAsync(string name, CancellationToken cancellationToken)
    {
        DomainRoute? route = _sources.Route(name);
        if (route?.Spec is not { } spec || spec.Source != _options.DomainId)
        {
            if (_memories.TryRemove(name, out _))
            {
                _pending.Drop(name);
            }

            return null;
        }

        if (RouteSupport.Fault(spec, _options) is { } fault)
        {
            await _writer.UpdateAsync(name, current => RouteConditions.Unsupported(current.Status?.Conditions, fault, _time.GetUtcNow()), cancellationToken);
            return null;
        }

        RouteMemory memory = _memories.GetOrAdd(name, _ => new RouteMemory(_time));
        Refresh(memory, route, spec);
        if (!RouteFacts.NeedsHandshake(spec))
        {
            return memory.IsDue ? await ReachAsync(name, spec, memory, cancellationToken) : memory.Wait;
        }

        if (_pending.Find(name) is { RouteUid: null } first)
        {
            return await RecordAsync(name, route, first, memory, cancellationToken);
        }

        return route.Status?.TokenStatus is { } tokens && tokens.RevisionInitializer == _options.InstanceName
            ? await TendTokenAsync(name, route, spec, tokens, memory, cancellationToken)
            : null;
    }

    private async Task<TimeSpan?> TendTokenAsync(
        string name, DomainRoute route, DomainRouteSpec spec, DomainRouteTokenStatus tokens, RouteMemory memory, CancellationToken cancellationToken)
    {
        (IReadOnlyList<string> texts, long newest) = RouteFacts.Tokens(route, _cipher, _pending);
        // A token written for a key this domain had before is none.
        bool hasToken = tokens.RevisionToken?.Token is { Length: > 0 } recorded && (texts.Count > 0 || _cipher.Decrypt(recorded, RouteFacts.TokenLength) is not null);
        // One that the route has shown already, and that gave way to a blank one, is not waited for.
        bool isWaiting = _pending.Find(name) is { } pending && pending.Revision > (tokens.RevisionToken?.Revision ?? 0);
        bool wantsToken = !hasToken && !isWaiting;
        bool unconfirmed = !wantsToken && texts.Count > 0 && memory.ConfirmedRevision != newest && memory.Failures == 0;
        if (!memory.IsDue && !unconfirmed && !(wantsToken && memory.Failures == 0))
        {
            return memory.Wait;
        }

        if (wantsToken)
        {
            return await AgreeAsync(name, route, spec, memory, cancellationToken);
        }

        return texts.Count == 0 ? null : await ProbeAsync(name, spec, newest, texts[^1], memory, cancellationToken);
    }

    private static void Refresh(RouteMemory memory, DomainRoute route, DomainRouteSpec spec)
    {
        string fingerprint = route.Metadata.Uid + JsonSerializer.Serialize(spec, ModelJsonContext.Default.DomainRouteSpec);
        if (memory.Fingerprint != fingerprint)
        {
            memory.Fingerprint = fingerprint;
            memory.Reset();
        }
    }

    private async Task<TimeSpan?> AgreeAsync(string name, DomainRoute route, DomainRouteSpec spec, RouteMemory memory, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(spec.TokenConfig?.SourcePublicKey) || string.IsNullOrEmpty(spec.TokenConfig.DestinationPublicKey))
        {
            // The controller fills both from the Domains' certificates and says in the ClusterDomainRoute what is missing.
            return null;
        }

        if (spec.TokenConfig.SourcePublicKey != _identity.PublicKeyPemBase64)
        {
            RouteFailure foreign = new(ConnectStage.TokenAgreed, "OwnCertificateForeign",
                $"Domain {spec.Source} holds a certificate that is not of this node's key; register this node's domain.crt in Domain {spec.Source}");
            return await FailedAsync(name, memory, foreign, null, cancellationToken);
        }

        long known = route.Status?.TokenStatus?.RevisionToken?.Revision ?? 0;
        HandshakeOutcome outcome = await _handshakes.AgreeAsync(spec, known, cancellationToken);
        HandshakeMetrics.Ended(name, outcome);
        if (outcome.Token is not { } token)
        {
            return await FailedAsync(name, memory, outcome.Failure, null, cancellationToken);
        }

        string cipher = _cipher.EncryptToSelf(token.Token);
        _pending.Put(name, new PendingToken(route.Metadata.Uid, token.Revision, cipher, Convert.ToBase64String(token.Token)));
        Log.Agreed(_logger, name, token.Revision);
        bool isStored = false;
        try
        {
            isStored = await _writer.UpdateAsync(name, current => current.Metadata.Uid == route.Metadata.Uid ? AgreedStatus.Of(current, token.Revision, cipher, _time.GetUtcNow()) : null, cancellationToken);
        }
        finally
        {
            if (!isStored)
            {
                LeaveUnstored(name, new PendingToken(null, token.Revision, cipher, Convert.ToBase64String(token.Token)));
                memory.Failed(_options.Timing);
            }
        }

        if (isStored)
        {
            memory.Succeeded(_options.Timing);
        }

        return isStored ? TimeSpan.Zero : memory.Wait;
    }

    // A token that nobody has stored would be taken for one in force and never be stored: another one is agreed. The master alone stays with the newest token: it is
    // what the next attempt to store needs.
    private void LeaveUnstored(string name, PendingToken token)
    {
        if (_master?.Is(name) == true)
        {
            _pending.Put(name, token);
        }
        else
        {
            _pending.Drop(name);
        }
    }

    /// <summary>Writes down the token that a lite agreed with its master before it could read or write anything.</summary>
    private async Task<TimeSpan?> RecordAsync(string name, DomainRoute route, PendingToken first, RouteMemory memory, CancellationToken cancellationToken)
    {
        if (await _writer.UpdateAsync(name, current => AgreedStatus.Of(current, first.Revision, first.Cipher, _time.GetUtcNow()), cancellationToken))
        {
            _pending.Put(name, first with { RouteUid = route.Metadata.Uid });
            memory.Succeeded(_options.Timing);
            return TimeSpan.Zero;
        }

        memory.Failed(_options.Timing);
        return memory.Wait;
    }

    private async Task<TimeSpan?> ProbeAsync(string name, DomainRouteSpec spec, long revision, string token, RouteMemory memory, CancellationToken cancellationToken)
    {
        (TokenState? state, RouteFailure? failure) = await _handshakes.ProbeAsync(spec, revision, token, cancellationToken);
        switch (state)
        {
            case TokenState.TokenReady:
                memory.ConfirmedRevision = revision;
                memory.Succeeded(_options.Timing);
                await HealthyAsync(name, cancellationToken);
                return _options.Timing.ProbeInterval;
            case TokenState.TokenNotFound or TokenState.NoAuthentication:
                return await StartAnewAsync(name, spec, revision, state.Value, memory, cancellationToken);
            default:
                failure ??= new RouteFailure(ConnectStage.TokenAgreed, "TokenNotReady", $"{spec.Destination} answered state {state} for revision {revision}");
                return await FailedAsync(name, memory, failure, _options.Timing.UnreachableAfter, cancellationToken);
        }
    }

    /// <summary>The partner does not know our token (any more): forget it and shake hands again.</summary>
    private async Task<TimeSpan?> StartAnewAsync(string name, DomainRouteSpec spec, long revision, TokenState state, RouteMemory memory, CancellationToken cancellationToken)
    {
        bool unknownRoute = state == TokenState.NoAuthentication;
        RouteFailure failure = unknownRoute
            ? new(ConnectStage.TokenAgreed, "PartnerHasNoRoute", $"{spec.Destination} has no route {name} (any more): on {spec.Destination} add domain {spec.Source} with its certificate")
            : new(ConnectStage.TokenAgreed, "TokenNotFound", $"{spec.Destination} does not know token revision {revision} (its route was made anew); a new token is agreed");
        Log.StartAnew(_logger, name, revision, state);
        memory.Failed(_options.Timing);
        if (_master?.Is(name) == true)
        {
            // Nothing can be written without a token that it knows.
            _master.ReportLoss();
            return memory.Wait;
        }

        _pending.Drop(name);
        await _writer.UpdateAsync(
            name,
            route => new JsonObject
            {
                ["isDestinationAuthorized"] = !unknownRoute && (route.Status?.IsDestinationAuthorized ?? false),
                ["tokenStatus"] = null,
                ["conditions"] = RouteConditions.ToJson(RouteConditions.Of(route.Status?.Conditions, failure, memory.NextAttempt, _time.GetUtcNow())),
            },
            cancellationToken);
        return memory.Wait;
    }

    /// <summary>Routes without token are fine when the partner's gateway answers.</summary>
    private async Task<TimeSpan?> ReachAsync(string name, DomainRouteSpec spec, RouteMemory memory, CancellationToken cancellationToken)
    {
        RouteFailure? failure = await _handshakes.IdentifyAsync(spec, cancellationToken);
        if (failure is not null)
        {
            return await FailedAsync(name, memory, failure, TimeSpan.Zero, cancellationToken);
        }

        memory.Succeeded(_options.Timing);
        await HealthyAsync(name, cancellationToken);
        return _options.Timing.ProbeInterval;
    }

    private Task<bool> HealthyAsync(string name, CancellationToken cancellationToken) =>
        _writer.UpdateAsync(
            name,
            route =>
            {
                IReadOnlyList<Condition> conditions = RouteConditions.Of(route.Status?.Conditions, null, null, _time.GetUtcNow());
                bool same = RouteConditions.Same(route.Status?.Conditions, conditions) && route.Status is { IsDestinationUnreachable: false };
                return same ? null : new JsonObject { ["isDestinationUnreachable"] = false, ["conditions"] = RouteConditions.ToJson(conditions) };
            },
            cancellationToken);

    /// <summary>Records a failure. With a token in force it counts only after <paramref name="tolerance"/>; without one at once.</summary>
    private async Task<TimeSpan?> FailedAsync(string name, RouteMemory memory, RouteFailure? failure, TimeSpan? tolerance, CancellationToken cancellationToken)
    {
        memory.Failed(_options.Timing);
        if (tolerance is not null)
        {
            // A probe costs little: an established route is asked at least at the normal interval.
            memory.HurryUp(_options.Timing.ProbeInterval);
        }

        if (failure is null || memory.Unconfirmed < (tolerance ?? TimeSpan.Zero))
        {
            return memory.Wait;
        }

        Log.Failed(_logger, name, memory.Failures, failure.Stage, PrintableLine.Of(failure.Message));
        await _writer.UpdateAsync(
            name,
            route => new JsonObject
            {
                ["isDestinationUnreachable"] = tolerance is not null || (route.Status?.IsDestinationUnreachable ?? false),
                ["conditions"] = RouteConditions.ToJson(RouteConditions.Of(route.Status?.Conditions, failure, memory.NextAttempt, _time.GetUtcNow())),
            },
            cancellationToken);
        return memory.Wait;
    }
}
