using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Routes;

/// <summary>The condition <c>Ready</c> of a ClusterDomainRoute. Reasons are those that existing tools know, misspelling included; messages say what to do.</summary>
internal static class ReadyCondition
{
    public const string Type = "Ready";
    public const string NotAuthorized = "DestinationIsNotAuthrized";
    public const string NoToken = "TokenNotGenerate";
    public const string Unreachable = "DestinationUnreachable";
    public const string HeartbeatTimeout = "HeartBeatTimeout";
    public const string RevisionMismatch = "TokenRevisionNotMatch";
    public const string Invalid = "InvalidRoute";

    private static readonly TimeSpan HeartbeatAge = TimeSpan.FromSeconds(30);

    /// <param name="spec">The route.</param>
    /// <param name="source">Its DomainRoute in the source's namespace; null when the source is not an own domain.</param>
    /// <param name="destination">Its DomainRoute in the destination's namespace; null when the destination is not an own domain.</param>
    /// <param name="sourceIsOwn">Whether the source is an own domain.</param>
    /// <param name="destinationIsOwn">Whether the destination is an own domain.</param>
    /// <param name="now">The time.</param>
    public static (string Reason, string Message)? Fault(
        DomainRouteSpec spec, DomainRoute? source, DomainRoute? destination, bool sourceIsOwn, bool destinationIsOwn, DateTimeOffset now)
    {
        if ((Unsupported(source) ?? Unsupported(destination)) is { } fault)
        {
            return (Invalid, fault);
        }

        if (!RouteShape.NeedsToken(spec))
        {
            return sourceIsOwn && !RouteShape.IsReverseTunnel(spec) ? UnprovenFault(source) : null;
        }

        return (sourceIsOwn ? SourceFault(source) : null)
            ?? (destinationIsOwn ? DestinationFault(spec, destination, now) : null)
            ?? (sourceIsOwn && destinationIsOwn && Newest(source) != Newest(destination)
                ? (RevisionMismatch, $"{RevisionMismatch}: revision {Newest(source)} in {spec.Source}, {Newest(destination)} in {spec.Destination}")
                : null);
    }

    /// <summary>The condition to write; times stay while nothing changes.</summary>
    public static Condition Of(Condition? before, (string Reason, string Message)? fault, DateTimeOffset now)
    {
        string status = fault is null ? "True" : "False";
        string reason = fault?.Reason ?? "";
        string message = fault?.Message ?? "Success";
        if (before is not null && before.Status == status && (before.Reason ?? "") == reason && before.Message == message)
        {
            return before;
        }

        return new Condition
        {
            Type = Type,
            Status = status,
            Reason = reason,
            Message = message,
            LastUpdateTime = now,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
        };
    }

    // The gateway of an end does not do everything the route asks for, and has put it out of force.
    private static string? Unsupported(DomainRoute? end) =>
        end?.Status?.Conditions?.FirstOrDefault(c => c is { Type: "Supported", Status: "False" })?.Message;

    private static (string, string)? SourceFault(DomainRoute? source)
    {
        bool hasToken = source?.Status?.TokenStatus?.Tokens is { Count: > 0 };
        if (!hasToken)
        {
            bool authorized = source?.Status?.IsDestinationAuthorized == true;
            return (authorized ? NoToken : NotAuthorized, Explain(NoToken, source));
        }

        return source?.Status is { IsDestinationUnreachable: true } ? (Unreachable, Explain(Unreachable, source)) : null;
    }

    // Routes without token are ready when the gateway of the source has found the partner's.
    private static (string, string)? UnprovenFault(DomainRoute? source) =>
        source?.Status?.Conditions?.Any(c => c is { Type: "PeerIdentified", Status: "True" }) == true && source.Status is { IsDestinationUnreachable: false }
            ? null
            : (Unreachable, Explain(Unreachable, source));

    private static (string, string)? DestinationFault(DomainRouteSpec spec, DomainRoute? destination, DateTimeOffset now)
    {
        IReadOnlyList<RouteToken> tokens = destination?.Status?.TokenStatus?.Tokens ?? [];
        if (tokens.Count == 0)
        {
            return (NoToken, $"{NoToken}: waiting for {spec.Source} to shake hands; on {spec.Source} the route {spec.Source}-{spec.Destination} to this node must exist (join_to_host.sh {spec.Source} {spec.Destination} ENDPOINT)");
        }

        Condition? verdict = destination?.Status?.Conditions?.FirstOrDefault(c => c.Type == "Heartbeat");
        if (verdict is not null)
        {
            return verdict.Status == "False" ? (HeartbeatTimeout, $"{HeartbeatTimeout}: {verdict.Message}") : null;
        }

        // Gateways of other makes write no verdict, only times; those that write none at all are never late. A beat of the future is from before
        // the clock was set back, and proves no more than an old one.
        List<RouteToken> beating = [.. tokens.Where(t => t is { IsReady: true, HeartBeatTime: not null })];
        return beating.Count > 0 && beating.TrueForAll(t => (now - t.HeartBeatTime)?.Duration() > HeartbeatAge)
            ? (HeartbeatTimeout, $"{HeartbeatTimeout}: no sign of life from {spec.Source} for more than {HeartbeatAge.TotalSeconds:0} s")
            : null;
    }

    /// <summary>The step that the gateway reports as failed, behind the word that tools look for.</summary>
    private static string Explain(string word, DomainRoute? source)
    {
        Condition? failed = source?.Status?.Conditions?.FirstOrDefault(c => c.Status == "False");
        return failed is null
            ? $"{word}: the gateway of {source?.Spec?.Source ?? "the source"} has not tried yet"
            : $"{word}: step {failed.Type} failed ({failed.Reason}): {failed.Message}";
    }

    private static long? Newest(DomainRoute? route) => route?.Status?.TokenStatus?.Tokens is [.., { } newest] ? newest.Revision : null;
}
