using System.Diagnostics.Metrics;

namespace Kuscia.Gateway.Handshake;

/// <summary>What the handshakes of this gateway tell about themselves.</summary>
internal static class HandshakeMetrics
{
    private static readonly Meter Meter = new("Kuscia.Gateway");

    private static readonly Counter<long> Asked = Meter.CreateCounter<long>("kuscia.gateway.handshakes.received", "{handshake}", "Handshakes of partners, by result: agreed, refused or throttled.");

    private static readonly Counter<long> Made = Meter.CreateCounter<long>("kuscia.gateway.handshakes.made", "{handshake}", "Own handshakes, by route and result: agreed, or the reason why not.");

    // Nobody is known yet: the name that a stranger gives is no label.
    public static void Received(HandshakeResponse? answer) =>
        Asked.Add(1, new KeyValuePair<string, object?>("result", answer is null ? "throttled" : answer.Token is null ? "refused" : "agreed"));

    public static void Ended(string route, HandshakeOutcome outcome) =>
        Made.Add(1, new KeyValuePair<string, object?>("route", route), new KeyValuePair<string, object?>("result", outcome.Failure?.Reason ?? "agreed"));
}
