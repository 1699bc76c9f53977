using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kuscia.Gateway.Routing;
using Kuscia.Model.Resources;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Handshake;

/// <summary>Answers the probes of sources: is the token revision you hold in force here? A good probe is a heartbeat.</summary>
internal sealed class TokenStates(GatewayOptions options, RouteSources sources, TokenCipher cipher, PendingTokens pending, HeartbeatBook heartbeats)
{
    public HandshakeState Answer(IHeaderDictionary headers)
    {
        string source = headers[WellKnownHeaders.OriginSource].ToString() is { Length: > 0 } origin ? origin : headers[WellKnownHeaders.Source].ToString();
        return new HandshakeState { Namespace = options.DomainId, State = (int)StateOf(source, headers) };
    }

    private TokenState StateOf(string source, IHeaderDictionary headers)
    {
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
            return Heard(name, revision, headers, [waiting.Token]);
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
        return bytes is null ? TokenState.TokenNotFound : Heard(name, revision, headers, [Convert.ToBase64String(bytes)]);
    }

    // A probe that carries a token proves who sends it. Older peers send none: they are believed until one with a token was seen for this revision.
    private TokenState Heard(string name, long revision, IHeaderDictionary headers, IReadOnlyList<string> tokens)
    {
        string shown = headers[WellKnownHeaders.Token].ToString();
        if (shown.Length == 0)
        {
            heartbeats.Beat(name, revision, proven: false);
        }
        else if (tokens.Any(t => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(t), Encoding.ASCII.GetBytes(shown))))
        {
            heartbeats.Beat(name, revision, proven: true);
        }

        return TokenState.TokenReady;
    }
}
