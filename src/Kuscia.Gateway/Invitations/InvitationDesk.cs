using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Invitations;

/// <summary>
/// Takes the answers to the invitations of this domain: who knows the secret of one that is open becomes a partner here, with its certificate and the way to it.
/// An invitation is kept as a Secret, is spent by whoever deletes it, and is for one domain.
/// </summary>
internal sealed partial class InvitationDesk(string self, IResourceClient client, TimeProvider time, ILogger<InvitationDesk> logger)
{
    private const int Refused = 403;
    private const int Conflict = 409;

    /// <summary>Null when the partner is registered, else status and reason of the refusal.</summary>
    public async Task<(int Status, string Reason)?> TakeAsync(InvitationAnswer answer, CancellationToken cancellationToken)
    {
        Secret? stored = InvitationSecret.IsId(answer.Invitation)
            ? await client.GetAsync(Kinds.Secret, InvitationSecret.NameOf(self, answer.Invitation), cancellationToken)
            : null;
        // One answer for all of these: nobody learns which invitations there are.
        if (stored is null || InvitationSecret.Read(stored) is not { } open || open.To != answer.DomainId || !answer.IsProven(open.Key))
        {
            return (Refused, $"there is no such invitation for this domain; ask {self} for another one");
        }

        if (open.Expires <= time.GetUtcNow())
        {
            return (Refused, string.Create(CultureInfo.InvariantCulture, $"the invitation ended at {open.Expires.UtcDateTime:yyyy-MM-dd HH:mm}Z; ask {self} for another one"));
        }

        if (Fault(answer) is { } fault)
        {
            return (400, fault);
        }

        Domain? present = await client.GetAsync(Kinds.Domain, ResourceName.Cluster(answer.DomainId), cancellationToken);
        if (present is not null && Standing(present, answer) is { } standing)
        {
            return (Conflict, standing);
        }

        // Of two answers at once one finds it gone.
        return await client.DeleteAsync(Kinds.Secret, stored.Identity, stored.Metadata.Uid, cancellationToken) ? await RegisterAsync(answer, present, cancellationToken) : (Refused, "the invitation has been answered a moment ago");
    }

    private string? Fault(InvitationAnswer answer)
    {
        if (DomainNames.Fault(answer.DomainId) is { } name)
        {
            return $"domain_id: {name}";
        }

        if (answer.DomainId == self)
        {
            return "a domain cannot be its own partner";
        }

        if (RouteAddress.Parse(answer.Endpoint) is null)
        {
            return "endpoint must be [http(s)://]host[:port][/path]";
        }

        using X509Certificate2? certificate = StoredCertificate.Read(Base64(answer.Certificate));
        return certificate?.GetRSAPublicKey() is null ? "certificate is no PEM certificate of an RSA key"
            : certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) != answer.DomainId ? "certificate is of another domain"
            : null;
    }

    // A domain that is known keeps its key: an invitation must not put another one in its place.
    private static string? Standing(Domain present, InvitationAnswer answer)
    {
        if (present.Spec?.Role != "partner")
        {
            return $"domain {answer.DomainId} is there already, and is no partner; choose another domain id";
        }

        using X509Certificate2? known = present.Spec.Cert is { Length: > 0 } text ? StoredCertificate.Read(text) : null;
        return known is null || KeyFingerprint.Of(known) == KeyFingerprint.OfPem(answer.Certificate)
            ? null
            : $"domain {answer.DomainId} is a partner already, with the key {KeyFingerprint.Of(known)}, this answer has the key {KeyFingerprint.OfPem(answer.Certificate)}; "
                + $"if it has a new key, remove the domain there first (kubectl delete domain {answer.DomainId})";
    }

    private async Task<(int Status, string Reason)?> RegisterAsync(InvitationAnswer answer, Domain? present, CancellationToken cancellationToken)
    {
        if (present is null)
        {
            await client.CreateAsync(Kinds.Domain, PartnerDraft.DomainOf(answer.DomainId, answer.Certificate), cancellationToken);
        }
        else
        {
            JsonObject certified = new() { ["spec"] = new JsonObject { ["cert"] = Base64(answer.Certificate) } };
            await client.PatchAsync(Kinds.Domain, present.Identity, certified, null, cancellationToken);
        }

        ClusterDomainRoute route = PartnerDraft.RouteOf(self, answer.DomainId, RouteAddress.Parse(answer.Endpoint));
        try
        {
            await client.CreateAsync(Kinds.ClusterDomainRoute, route, cancellationToken);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            JsonNode? wanted = System.Text.Json.JsonSerializer.SerializeToNode(route.Spec?.Endpoint, ModelJsonContext.Default.RouteEndpoint);
            await client.PatchAsync(Kinds.ClusterDomainRoute, route.Identity, new JsonObject { ["spec"] = new JsonObject { ["endpoint"] = wanted } }, null, cancellationToken);
        }

        Log.Accepted(logger, answer.DomainId, KeyFingerprint.OfPem(answer.Certificate), PrintableLine.Of(answer.Endpoint));
        return null;
    }

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));

    private static partial class Log
    {
        [LoggerMessage(4721, LogLevel.Information, "Domain {Domain} with the key {Fingerprint} has accepted an invitation; the way to it is {Endpoint}")]
        public static partial void Accepted(ILogger logger, string domain, string fingerprint, string endpoint);
    }
}
