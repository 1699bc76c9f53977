using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Routes;

/// <summary>
/// Decides about the tokens of one end of a route: when a new revision begins, which tokens are in force, when a token is released. The gateways fill
/// <c>revisionToken</c>; this only moves it.
/// </summary>
internal sealed class DomainRouteReconciler(Func<int, int> random)
{
    /// <summary>An instance whose heartbeat is older no longer counts.</summary>
    public static readonly TimeSpan GatewayLiveness = TimeSpan.FromMinutes(1);

    // A token is kept a while after its end: the source may be just about to roll.
    private static readonly TimeSpan ExpiryGrace = TimeSpan.FromMinutes(2);

    // Clocks of the instances of a domain differ a little.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private const int KeptTokens = 2;

    /// <param name="route">The DomainRoute; its namespace tells which end it is.</param>
    /// <param name="gateways">Gateway objects of that namespace.</param>
    /// <param name="now">The time.</param>
    public DomainRouteOutcome Reconcile(DomainRoute route, IReadOnlyCollection<Gateway> gateways, DateTimeOffset now)
    {
        bool isSource = route.Metadata.Namespace == route.Spec?.Source;
        if (route.Spec is not { } spec || !(isSource || route.Metadata.Namespace == spec.Destination))
        {
            return DomainRouteOutcome.Nothing;
        }

        if (!RouteShape.NeedsToken(spec) || string.IsNullOrEmpty(spec.TokenConfig?.SourcePublicKey) || string.IsNullOrEmpty(spec.TokenConfig.DestinationPublicKey))
        {
            return DomainRouteOutcome.Nothing;
        }

        DomainRouteTokenStatus before = route.Status?.TokenStatus ?? new DomainRouteTokenStatus();
        List<string> live = [.. gateways.Where(g => IsLive(g, now)).Select(g => g.Metadata.Name ?? "").Order(StringComparer.Ordinal)];
        (DomainRouteTokenStatus after, TimeSpan? again) = isSource ? Source(before, spec, live, now) : Destination(before, spec, live, now);
        return new DomainRouteOutcome(Patch(route, before, after), again);
    }

    private static bool IsLive(Gateway gateway, DateTimeOffset now) =>
        gateway.Status?.HeartbeatTime is not { } beat || now - beat < GatewayLiveness;

    private (DomainRouteTokenStatus, TimeSpan?) Source(DomainRouteTokenStatus before, DomainRouteSpec spec, List<string> live, DateTimeOffset now)
    {
        if (live.Count == 0)
        {
            // The next heartbeat of a gateway comes as an event.
            return (before, null);
        }

        string initializer = before.RevisionInitializer is { } current && live.Contains(current) ? current : live[random(live.Count)];
        RouteToken? revision = before.RevisionToken;
        DomainRouteTokenStatus after = before with { RevisionInitializer = initializer };
        if (revision is { IsReady: true, Token.Length: > 0 } && !Holds(before.Tokens, revision))
        {
            // Also when the next one is due by now: the destination has it, and it is the one in use.
            after = after with { Tokens = [.. (before.Tokens ?? []).Where(t => t.Revision != revision.Revision).TakeLast(KeptTokens - 1), revision] };
        }

        return revision is null || IsRollDue(revision, spec, now)
            ? (after with { RevisionToken = new RouteToken { IsReady = false, Revision = revision?.Revision, RevisionTime = now } }, null)
            : (after, NextRoll(revision, spec, now));
    }

    private static (DomainRouteTokenStatus, TimeSpan?) Destination(DomainRouteTokenStatus before, DomainRouteSpec spec, List<string> live, DateTimeOffset now)
    {
        List<RouteToken> tokens = [.. before.Tokens ?? []];
        RouteToken? revision = before.RevisionToken;
        if (revision is { Token.Length: > 0 } && !(revision.ExpirationTime < now) && !Holds(tokens, revision))
        {
            tokens = WithNewest(tokens, revision with { IsReady = false });
        }

        if (tokens.Count > 0 && !tokens[^1].IsReady && live.Count > 0 && live.TrueForAll(g => tokens[^1].EffectiveInstances?.Contains(g) == true))
        {
            tokens[^1] = tokens[^1] with { IsReady = true };
            revision = revision is not null && revision.Token == tokens[^1].Token ? revision with { IsReady = true } : revision;
        }

        if ((spec.TokenConfig?.RollingUpdatePeriod ?? 0) > 0)
        {
            tokens.RemoveAll(t => t.ExpirationTime + ExpiryGrace < now);
        }

        TimeSpan? again = tokens is [{ ExpirationTime: { } end }, ..] && (spec.TokenConfig?.RollingUpdatePeriod ?? 0) > 0 ? Positive(end + ExpiryGrace - now) : null;
        return (before with { RevisionToken = revision, Tokens = tokens.Count == 0 && before.Tokens is null ? null : tokens }, again);
    }

    /// <summary>
    /// Adds the newest token and keeps one more: the last one the source has shown to use, else the one before. A handshake whose answer got lost, or which a
    /// stranger began in the source's name, must not push out the token in use.
    /// </summary>
    private static List<RouteToken> WithNewest(List<RouteToken> tokens, RouteToken newest)
    {
        List<RouteToken> others = tokens.FindAll(t => t.Revision != newest.Revision);
        RouteToken? kept = others.FindLast(t => t.HeartBeatTime is not null) ?? (others.Count > 0 ? others[^1] : null);
        return kept is null ? [newest] : [kept, newest];
    }

    private static bool Holds(IReadOnlyList<RouteToken>? tokens, RouteToken revision) =>
        tokens?.Any(t => t.Revision == revision.Revision && t.Token == revision.Token) == true;

    private static bool IsRollDue(RouteToken revision, DomainRouteSpec spec, DateTimeOffset now)
    {
        TimeSpan period = TimeSpan.FromSeconds(spec.TokenConfig?.RollingUpdatePeriod ?? 0);
        if (!revision.IsReady)
        {
            // A blank token waits for the gateway, which never gives up; only a stored token that was never released is begun anew.
            return !string.IsNullOrEmpty(revision.Token) && now - revision.RevisionTime > ExpiryGrace;
        }

        return period > TimeSpan.Zero && (now - revision.RevisionTime >= period || now >= revision.ExpirationTime || IsOfFuture(revision, now));
    }

    // Issued before the clock was set back: its age would count as young for as long as the clock was wrong.
    private static bool IsOfFuture(RouteToken revision, DateTimeOffset now) => revision.RevisionTime - now > ClockTolerance;

    private static TimeSpan? NextRoll(RouteToken revision, DomainRouteSpec spec, DateTimeOffset now)
    {
        int period = spec.TokenConfig?.RollingUpdatePeriod ?? 0;
        return revision.IsReady && period > 0 && revision.RevisionTime is { } begun ? Positive(begun.AddSeconds(period) - now) : null;
    }

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.FromSeconds(1) ? span : TimeSpan.FromSeconds(1);

    private static JsonObject? Patch(DomainRoute route, DomainRouteTokenStatus before, DomainRouteTokenStatus after)
    {
        JsonObject? old = JsonSerializer.SerializeToNode(before, ModelJsonContext.Default.DomainRouteTokenStatus)?.AsObject();
        JsonObject wanted = JsonSerializer.SerializeToNode(after, ModelJsonContext.Default.DomainRouteTokenStatus)?.AsObject() ?? [];
        return Client.Resources.MergeDiff.Between(old, wanted) is not { } change ? null : new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = route.Metadata.ResourceVersion },
            ["status"] = new JsonObject
            {
                ["isDestinationAuthorized"] = route.Status?.IsDestinationAuthorized ?? false,
                ["isDestinationUnreachable"] = route.Status?.IsDestinationUnreachable ?? false,
                ["tokenStatus"] = change,
            },
        };
    }
}
