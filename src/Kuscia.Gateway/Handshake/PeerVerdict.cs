using System.Text;
using System.Text.Json;
using Kuscia.Gateway.Upstreams;

namespace Kuscia.Gateway.Handshake;

/// <summary>Reads answers of partners and says in one sentence what is wrong and what cures it.</summary>
internal static class PeerVerdict
{
    // The specification quotes the first 200 bytes of an unexpected body.
    private const int Quoted = 200;

    /// <summary>The failure that an answer other than 200 means.</summary>
    public static RouteFailure Refusal(PeerAnswer answer, string destination)
    {
        string said = $"answered {answer.Status}{(answer.ErrorMessage is null ? "" : $", Kuscia-Error-Message {Clip(answer.ErrorMessage)}")}, body \"{Quote(answer.Body)}\"";
        if (answer.Status == 401 && DomainOf(answer.Body) is { } domain && domain != destination)
        {
            return new RouteFailure(ConnectStage.PeerIdentified, "ForeignDomain", $"the endpoint leads to the gateway of domain {domain}, not of {destination}; correct the endpoint of the route ({said})");
        }

        if (answer.ErrorMessage is null)
        {
            return new RouteFailure(
                ConnectStage.PeerIdentified, "NotAGateway", $"the endpoint {said}, which is no kuscia gateway's answer: a proxy in between refuses the request, or host, port or path of the endpoint are wrong");
        }

        string cure = answer.Status == 404 ? $"; a gateway on the way knows no route to {destination} for us" : "";
        return new RouteFailure(ConnectStage.PeerIdentified, "Refused", $"the partner's gateway {said}{cure}");
    }

    /// <summary>The failure that a <c>status.code</c> other than 0 means.</summary>
    public static RouteFailure HandshakeRefusal(string? message, string source, string destination)
    {
        string said = $"{destination} answered \"{Clip(message ?? "")}\"";
        if (Has(message, "not found in dest domain") || (Has(message, "not found") && Has(message, "domainroute")))
        {
            return new RouteFailure(ConnectStage.TokenAgreed, "PartnerHasNoRoute", $"{destination} has not added {source} yet: on {destination} add domain {source} with its certificate (add_domain.sh {source} p2p); {said}");
        }

        if (Has(message, "publickey hash mismatch"))
        {
            return new RouteFailure(ConnectStage.TokenAgreed, "PartnerHoldsOldCertificate", $"{destination} holds another certificate of {source} than the one in use here: copy domain.crt of {source} to {destination} and register it again; {said}");
        }

        if (Has(message, "may be not correct"))
        {
            return new RouteFailure(ConnectStage.TokenAgreed, "OwnCopyOfCertificateWrong", $"the certificate registered here for {destination} is not the one in use there: get domain.crt of {destination} and register it again; {said}");
        }

        return Has(message, "wait token ready")
            ? new RouteFailure(ConnectStage.TokenAgreed, "PartnerNotCommitted", $"not every gateway of {destination} took the new token in time (a replica of it may be dead); {said}")
            : new RouteFailure(ConnectStage.TokenAgreed, "HandshakeRefused", said);
    }

    private static bool Has(string? message, string part) => message?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    private static string? DomainOf(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("domain", out JsonElement domain) && domain.ValueKind == JsonValueKind.String
                ? Clip(domain.GetString() ?? "")
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Quote(byte[] body) => Clip(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, Quoted))));

    private static string Clip(string text)
    {
        string line = new([.. text.Take(2 * Quoted).Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Trim();
    }
}
