namespace Kuscia.Gateway.Routes;

/// <summary>The headers by which the partner's gateway knows sender, first sender, token and logical host (network specification §3).</summary>
internal static class IdentityHeaders
{
    public static IReadOnlyList<KeyValuePair<string, string?>> Of(string self, string origin, string host, string? token) =>
    [
        new(WellKnownHeaders.InterconnProtocol, "kuscia"),
        new(WellKnownHeaders.Host, host),
        new(WellKnownHeaders.Source, self),
        new(WellKnownHeaders.OriginSource, origin),
        new(WellKnownHeaders.Token, token),
        new(WellKnownHeaders.HandshakeCluster, null),
    ];
}
