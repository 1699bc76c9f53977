using System.Security.Cryptography;
using System.Text.Json;
using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Upstreams;
using Kuscia.Identity;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Handshake;

/// <summary>The source's part of a handshake.</summary>
internal sealed class HandshakeClient(DomainIdentity identity, PeerRequests requests, TokenCipher cipher, TimeProvider time)
{
    private const int PartLength = 16;

    /// <summary>Asks the partner who it is, then agrees on a token.</summary>
    public async Task<HandshakeOutcome> AgreeAsync(DomainRouteSpec spec, long knownRevision, CancellationToken cancellationToken)
    {
        if (await IdentifyAsync(spec, cancellationToken) is { } stranger)
        {
            return new HandshakeOutcome(null, stranger);
        }

        bool uid = spec.TokenConfig?.TokenGenMethod == "UID-RSA-GEN";
        using RSA? partnerKey = PublicKeys.Read(spec.TokenConfig?.DestinationPublicKey);
        if (partnerKey is null && !uid)
        {
            return Failed("NoPartnerKey", $"no readable certificate of {spec.Destination} is registered here; register its domain.crt in Domain {spec.Destination}");
        }

        byte[] ownPart = uid ? [] : RandomNumberGenerator.GetBytes(PartLength);
        HandshakeRequest request = new()
        {
            DomainId = spec.Source,
            Type = uid ? "UID" : "RSA",
            RequestTime = UnixNanoseconds.From(time.GetUtcNow()),
            TokenConfig = new HandshakeTokenConfig
            {
                Token = uid || partnerKey is null ? null : TokenCipher.Encrypt(partnerKey, ownPart),
                Revision = knownRevision,
                Pubhash = PublicKeyHash.Of(identity.PublicKeyPemBase64),
            },
        };
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(request, HandshakeJsonContext.Default.HandshakeRequest);
        KeyValuePair<string, string?> signature = new(WellKnownHeaders.HandshakeSignature, HandshakeSignature.Sign(identity.PrivateKey, spec.Destination ?? "", body));
        PeerResult result = await requests.SendAsync(spec, HttpMethod.Post, body, [signature], cancellationToken);
        return Read(result, spec, ownPart);
    }

    /// <summary>Null when the endpoint leads to the partner's gateway.</summary>
    public async Task<RouteFailure?> IdentifyAsync(DomainRouteSpec spec, CancellationToken cancellationToken)
    {
        PeerResult result = await requests.SendAsync(spec, HttpMethod.Get, null, [], cancellationToken);
        return result.Failure ?? WrongParty(result.Answer, spec);
    }

    /// <summary>Asks the gateway at the endpoint of which domain it is.</summary>
    public async Task<(string? Domain, RouteFailure? Failure)> NameAsync(DomainRouteSpec spec, CancellationToken cancellationToken)
    {
        PeerResult result = await requests.SendAsync(spec, HttpMethod.Get, null, [], cancellationToken);
        return result.Answer is { Status: 200 } answer && StateOf(answer)?.Namespace is { Length: > 0 } domain
            ? (domain, null)
            : (null, result.Failure ?? WrongParty(result.Answer, spec));
    }

    /// <summary>Asks whether the revision is in force at the partner; a good answer is a heartbeat there.</summary>
    public async Task<(TokenState? State, RouteFailure? Failure)> ProbeAsync(DomainRouteSpec spec, long revision, string? token, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string?>> headers = [new(WellKnownHeaders.TokenRevision, revision.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        if (RouteFacts.TransitDomain(spec) is null)
        {
            headers.Add(new(WellKnownHeaders.Token, token));
        }

        PeerResult result = await requests.SendAsync(spec, HttpMethod.Get, null, headers, cancellationToken);
        RouteFailure? failure = result.Failure ?? WrongParty(result.Answer, spec);
        return failure is null ? ((TokenState?)StateOf(result.Answer)?.State, null) : (null, failure);
    }

    private static RouteFailure? WrongParty(PeerAnswer? answer, DomainRouteSpec spec)
    {
        if (answer is null || answer.Status != 200)
        {
            return answer is null ? null : PeerVerdict.Refusal(answer, spec.Destination ?? "");
        }

        if (StateOf(answer) is not { Namespace: { Length: > 0 } name })
        {
            return PeerVerdict.Refusal(answer with { ErrorMessage = null }, spec.Destination ?? "");
        }

        return name == spec.Destination
            ? null
            : new RouteFailure(ConnectStage.PeerIdentified, "ForeignDomain", $"the endpoint leads to domain {name}, not to {spec.Destination}; correct the endpoint of the route");
    }

    private static HandshakeState? StateOf(PeerAnswer? answer)
    {
        try
        {
            return answer is null ? null : JsonSerializer.Deserialize(answer.Body, HandshakeJsonContext.Default.HandshakeState);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private HandshakeOutcome Read(PeerResult result, DomainRouteSpec spec, byte[] ownPart)
    {
        if (result.Answer is not { } answer)
        {
            return new HandshakeOutcome(null, result.Failure);
        }

        if (answer.Status != 200)
        {
            return new HandshakeOutcome(null, PeerVerdict.Refusal(answer, spec.Destination ?? ""));
        }

        HandshakeResponse? response = Parse(answer.Body);
        if (response is null)
        {
            return new HandshakeOutcome(null, PeerVerdict.Refusal(answer with { ErrorMessage = null }, spec.Destination ?? ""));
        }

        // Older peers leave the status out, or null.
        if (response.Status is { Code: not 0 } status)
        {
            return new HandshakeOutcome(null, PeerVerdict.HandshakeRefusal(status.Message, spec.Source ?? "", spec.Destination ?? ""));
        }

        byte[]? partnerPart = cipher.DecryptOnce(response.Token?.Token, RouteFacts.TokenLength - ownPart.Length);
        return partnerPart is null || response.Token is null
            ? Failed("TokenUnreadable", $"{spec.Destination} answered with a token that the key of {spec.Source} cannot read; it holds another certificate of {spec.Source}")
            : new HandshakeOutcome(new AgreedToken([.. ownPart, .. partnerPart], response.Token.Revision), null);
    }

    private static HandshakeResponse? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, HandshakeJsonContext.Default.HandshakeResponse);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static HandshakeOutcome Failed(string reason, string message) => new(null, new RouteFailure(ConnectStage.TokenAgreed, reason, message));
}

/// <summary>A token both ends know.</summary>
internal sealed record AgreedToken(byte[] Token, long Revision);

/// <summary>Either a token or why there is none.</summary>
internal sealed record HandshakeOutcome(AgreedToken? Token, RouteFailure? Failure);
