using Kuscia.Gateway.Routes;

namespace Kuscia.Gateway.Pipeline;

/// <summary>
/// Whom a partner may speak for and whereto it may pass through this node. A partner speaks for another domain only where a route through that partner is
/// configured, and passes through only where a route through this node is configured; everything else is refused.
/// </summary>
internal static class OriginCheck
{
    /// <summary>Whether <paramref name="source"/> may deliver requests that began at <paramref name="origin"/> to the own domain.</summary>
    public static bool MayDeliver(RouteTable table, string source, string origin, string self) =>
        origin == source || table.Transits.Contains(new TransitModel(origin, self, source));

    /// <summary>Whether requests of <paramref name="origin"/> for <paramref name="destination"/> may pass through the own domain.</summary>
    public static bool MayPass(RouteTable table, string origin, string destination, string self) =>
        table.Transits.Contains(new TransitModel(origin, destination, self));
}
