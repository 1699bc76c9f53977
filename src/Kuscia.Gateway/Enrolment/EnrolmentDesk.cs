using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Gateway.Handshake;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Enrolment;

/// <summary>
/// Enrols lite nodes: who has an unused deploy token of a domain gets the domain's certificate for its key, and the token is spent. Who comes back with the same key
/// needs no token; another key needs a new one.
/// </summary>
internal sealed partial class EnrolmentDesk(DomainIdentity identity, IResourceClient client, HandshakeLimiter limiter, EnrolmentProof proof, TimeProvider time, ILogger<EnrolmentDesk> logger)
{
    private const int BadRequest = 400;
    private const int Refused = 500; // as the originals answer
    private const int TooMany = 429;
    private const int MaxAttempts = 5;
    private static readonly TimeSpan Validity = TimeSpan.FromDays(10 * 365);

    /// <summary>The reply, or status and reason of the refusal.</summary>
    public async Task<(EnrolmentReply? Reply, int Status, string Reason)> EnrolAsync(EnrolmentCall call, CancellationToken cancellationToken)
    {
        if (!limiter.AllowsAddress(call.Address))
        {
            return (null, TooMany, "too many registrations from this address");
        }

        string domain = call.Request.DomainId ?? "";
        using SigningRequest? request = SigningRequest.Read(call.Request.SigningRequest ?? "", out string fault);
        if (request is null)
        {
            return (null, BadRequest, fault);
        }

        if (request.Domain != domain || domain.Length is 0 or > 63)
        {
            return (null, BadRequest, $"the csr is of \"{PrintableLine.Of(request.Domain)}\", but domain_id is \"{PrintableLine.Of(domain)}\"");
        }

        if (await proof.FaultAsync(call.Proof, request.Key, call.Request) is { } unproven)
        {
            return (null, BadRequest, unproven);
        }

        (EnrolmentReply? reply, string refusal) = await AdmitAsync(domain, request, cancellationToken);
        if (reply is null)
        {
            Log.Refused(logger, domain, refusal);
            return (null, Refused, refusal);
        }

        return (reply, 200, "");
    }

    // The token is spent by the version that was read: of two that come with it at once one is refused.
    private async Task<(EnrolmentReply? Reply, string Refusal)> AdmitAsync(string domain, SigningRequest request, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            Domain? stored = await client.GetAsync(Kinds.Domain, ResourceName.Cluster(domain), cancellationToken);
            if (stored is null)
            {
                return (null, $"domain {domain} does not exist here; add it first (add_domain_lite.sh {domain})");
            }

            if (stored.Spec?.Role == "partner")
            {
                return (null, $"domain {domain} is a partner behind another control plane, not a lite of this one");
            }

            string? known = KeyOf(stored);
            bool isKnown = known == KeyFingerprint.Of(request.Key);
            if (!isKnown && TokenFault(stored, request, known) is { } fault)
            {
                return (null, fault);
            }

            EnrolmentReply reply = ReplyTo(stored, request.Key);
            if (isKnown)
            {
                return (reply, "");
            }

            try
            {
                await StoreAsync(stored, request.Token, reply.Certificate, cancellationToken);
                Log.Enrolled(logger, domain, KeyFingerprint.Of(request.Key));
                return (reply, "");
            }
            catch (ResourceException e) when (e.IsConflict && attempt < MaxAttempts)
            {
                // Somebody wrote meanwhile: look again.
            }
        }
    }

    private EnrolmentReply ReplyTo(Domain stored, RSA key) => new()
    {
        Certificate = Convert.ToBase64String(Encoding.ASCII.GetBytes(identity.Certify(stored.Metadata.Name ?? "", key, Validity))),
        MasterKey = stored.Spec?.AuthCenter?.TokenGenMethod == "UID-RSA-GEN" ? null : identity.PublicKeyPemBase64,
    };

    private static string? TokenFault(Domain stored, SigningRequest request, string? known)
    {
        string domain = stored.Metadata.Name ?? "";
        string keys = known is not null ? $"; {domain} is enrolled with the key {known}, this request has the key {KeyFingerprint.Of(request.Key)}" : "";
        string cure = $": kubectl get domain {domain} -o=jsonpath='{{.status.deployTokenStatuses[?(@.state==\"unused\")].token}}' gives an unused one";
        DeployTokenStatus? held = Find(stored, request.Token);
        return request.Token.Length == 0 ? $"token not found in cert request{keys}{cure}"
            : held is null ? $"deploy token not found in domain {domain}{keys}{cure}"
            : held.State != "unused" ? $"deploy token found but used{keys}{cure}"
            : null;
    }

    private async Task StoreAsync(Domain stored, string token, string certificate, CancellationToken cancellationToken)
    {
        JsonArray states = new([.. (stored.Status?.DeployTokenStatuses ?? [])
            .Select(t => Same(t.Token, token) ? t with { State = "used", LastTransitionTime = time.GetUtcNow() } : t)
            .Select(t => JsonSerializer.SerializeToNode(t, ModelJsonContext.Default.DeployTokenStatus))]);
        JsonObject spent = new()
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = stored.Metadata.ResourceVersion },
            ["status"] = new JsonObject { ["deployTokenStatuses"] = states },
        };
        await client.PatchAsync(Kinds.Domain, stored.Identity, spent, "status", cancellationToken);
        JsonObject certified = new() { ["spec"] = new JsonObject { ["cert"] = certificate } };
        await client.PatchAsync(Kinds.Domain, stored.Identity, certified, null, cancellationToken);
    }

    // Every token is compared, each in constant time.
    private static DeployTokenStatus? Find(Domain stored, string token) =>
        (stored.Status?.DeployTokenStatuses ?? []).Aggregate((DeployTokenStatus?)null, (found, t) => Same(t.Token, token) ? t : found);

    private static bool Same(string? one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one ?? ""), Encoding.UTF8.GetBytes(other));

    private static string? KeyOf(Domain stored)
    {
        if (stored.Spec?.Cert is not { Length: > 0 } text)
        {
            return null;
        }

        using X509Certificate2? certificate = StoredCertificate.Read(text);
        using RSA? key = certificate?.GetRSAPublicKey();
        return key is not null ? KeyFingerprint.Of(key) : certificate is null ? "(unreadable)" : "(no RSA key)";
    }

    private static partial class Log
    {
        [LoggerMessage(4701, LogLevel.Information, "Domain {Domain} has enrolled with the key {Fingerprint}")]
        public static partial void Enrolled(ILogger logger, string domain, string fingerprint);

        [LoggerMessage(4702, LogLevel.Warning, "Domain {Domain} is not enrolled: {Reason}")]
        public static partial void Refused(ILogger logger, string domain, string reason);
    }
}
