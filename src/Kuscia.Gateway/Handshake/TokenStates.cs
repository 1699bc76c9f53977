using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kuscia.Gateway.Routes;
using Kuscia.Model.Resources;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Handshake;

/// <summary>Answers the probes of sources: is the token revision you hold in force here? A good probe is a heartbeat.</summary>
internal sealed class TokenStates(GatewayOptions options, RouteSources sources, TokenCipher cipher, PendingTokens pending, HeartbeatBook heartbeats)
{
    /// <summary>The answer, and whether the one who asks has shown the token in force.</summary>
    public (HandshakeState State, bool IsProven) Answer(IHeaderDictionary headers)
    {
        string source = headers[WellKnownHeaders.OriginSource].ToString() is { Length: > 0 } origin ? origin : headers[WellKnownHeaders.Source].ToString();
        TokenState state = StateOf(source, headers, out bool isProven);
        return (new HandshakeState { Namespace = options.DomainId, State = (int)state }, isProven);
    }

    private TokenState StateOf(string source, IHeaderDictionary headers, out bool isProven)
    {
        isProven = false;
        if (source.Length is 0 or > 63)
        {
            return TokenState.DomainIdInputInvalid;
        }

        if (!long.TryParse(headers[WellKnownHeaders.TokenRevision], NumberStyles.None, CultureInfo.InvariantCulture, out long revision))
        {
            return TokenState.TokenRevisionInputInvalid;
        }

        string name = $"{source}-{options.DomainId}";
        DomainRoute? route = sources.Route(name);
        if (route?.Spec is not { } spec || spec.Source != source || spec.Destination != options.DomainId)
        {
            return TokenState.NoAuthentication;
        }

        if (RouteSupport.Fault(spec, options) is not null)
        {
            return TokenState.TokenNotReady;
        }

        if (pending.Find(name) is { } waiting && waiting.Revision == revision && waiting.RouteUid == route.Metadata.Uid)
        {
            isProven = Heard(name, revision, headers, waiting.Token);
            return TokenState.TokenReady;
        }

        RouteToken? token = route.Status?.TokenStatus?.Tokens?.LastOrDefault(t => t.Revision == revision);
        if (token is null)
        {
            return TokenState.TokenNotFound;
        }

        if (!token.IsReady)
        {
            return TokenState.TokenNotReady;
        }

        byte[]? bytes = cipher.Decrypt(token.Token, RouteFacts.TokenLength);

        // Written for a key this domain had before: nobody can use it any more, and only a new handshake helps.
        if (bytes is null)
        {
            return TokenState.TokenNotFound;
        }

        isProven = Heard(name, revision, headers, Convert.ToBase64String(bytes));
        return TokenState.TokenReady;
    }

    // Who asks without the token is told the state all the same (older peers do), but that is no sign of life: anybody can write a name into a header.
    private bool Heard(string name, long revision, IHeaderDictionary headers, string token)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(token), Encoding.ASCII.GetBytes(headers[WellKnownHeaders.Token].ToString())))
        {
            return false;
        }

        heartbeats.Beat(name, revision);
        return true;
    }
}
