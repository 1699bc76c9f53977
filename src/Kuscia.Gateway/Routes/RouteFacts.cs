using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Routes;

/// <summary>What can be read off a DomainRoute.</summary>
internal static class RouteFacts
{
    /// <summary>Length of a token in bytes before base64.</summary>
    public const int TokenLength = 32;

    public const string ThirdDomain = "THIRD-DOMAIN";
    public const string ReverseTunnel = "REVERSE-TUNNEL";

    /// <summary>The domain in between, or null for a direct route.</summary>
    public static string? TransitDomain(DomainRouteSpec spec) =>
        spec.Transit is { } transit && transit.TransitMethod is null or "" or ThirdDomain ? spec.Transit?.Domain?.DomainID : null;

    public static bool IsReverseTunnel(DomainRouteSpec spec) => spec.Transit?.TransitMethod == ReverseTunnel;

    /// <summary>Whether both ends negotiate a token.</summary>
    public static bool NeedsHandshake(DomainRouteSpec spec) =>
        spec.BodyEncryption is not null || (spec.AuthenticationType == "Token" && !IsReverseTunnel(spec));

    /// <summary>Token texts in force, oldest first, and the newest revision (0 when there is none).</summary>
    public static (IReadOnlyList<string> Tokens, long Newest) Tokens(DomainRoute route, TokenCipher cipher, PendingTokens pending)
    {
        List<string> texts = [];
        long newest = 0;
        bool settled = false;
        PendingToken? waiting = pending.Find(route.Metadata.Name ?? "");
        foreach (RouteToken token in route.Status?.TokenStatus?.Tokens ?? [])
        {
            if (cipher.Decrypt(token.Token, TokenLength) is { } bytes)
            {
                texts.Add(Convert.ToBase64String(bytes));
                newest = token.Revision ?? 0;
                settled |= waiting?.Cipher == token.Token;
            }
        }

        if (waiting is null)
        {
            return (texts, newest);
        }

        if (settled || (waiting.RouteUid is not null && waiting.RouteUid != route.Metadata.Uid))
        {
            pending.Settled(route.Metadata.Name ?? "", waiting);
            return (texts, newest);
        }

        texts.Add(waiting.Token);
        return (texts, waiting.Revision);
    }
}
