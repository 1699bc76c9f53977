using System.Text.Json.Nodes;
using Kuscia.Model.Json;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Handshake;

/// <summary>What the source writes into its DomainRoute when a token has been agreed.</summary>
internal static class AgreedStatus
{
    /// <param name="route">The route as it is.</param>
    /// <param name="revision">The partner's count.</param>
    /// <param name="cipher">The token, encrypted to the own domain.</param>
    /// <param name="now">The time.</param>
    public static JsonObject Of(DomainRoute route, long revision, string cipher, DateTimeOffset now)
    {
        TimeSpan period = TimeSpan.FromSeconds(route.Spec?.TokenConfig?.RollingUpdatePeriod ?? 0);

        // By the own clock: to one that is ahead every token that a partner dates would be over as soon as it is agreed. When the partner ends it earlier, the probe says so.
        DateTimeOffset end = period == TimeSpan.Zero ? now.AddYears(100) : now + (2 * period);
        return new JsonObject
        {
            ["isDestinationAuthorized"] = true,
            ["isDestinationUnreachable"] = false,
            ["tokenStatus"] = new JsonObject
            {
                ["revisionToken"] = new JsonObject
                {
                    ["token"] = cipher,
                    ["revision"] = revision,
                    ["isReady"] = true,
                    ["revisionTime"] = KubernetesTimeConverter.ToText(now),
                    ["expirationTime"] = KubernetesTimeConverter.ToText(end),
                },
            },
            ["conditions"] = RouteConditions.ToJson(RouteConditions.Of(route.Status?.Conditions, null, null, now)),
        };
    }
}
