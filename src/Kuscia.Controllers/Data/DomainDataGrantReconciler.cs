using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Data;

/// <summary>Decides about a grant: its labels, its status, and the copies for the grantee. Pure.</summary>
internal static class DomainDataGrantReconciler
{
    public const string Ready = "Ready";
    public const string Unavailable = "Unavailable";
    private const string Partner = "partner";
    private const string GrantVendor = "grant";

    /// <summary>The outcome for one grant.</summary>
    public static DomainDataGrantOutcome Reconcile(DomainDataGrant grant, DomainDataGrantNeighbours around, DateTimeOffset now)
    {
        DomainDataGrantSpec spec = grant.Spec ?? new DomainDataGrantSpec();
        string? invalid = Invalid(spec);
        string? unserved = invalid ?? (grant.Metadata.Namespace == spec.Author ? Unserved(spec, around) : Forged(grant, spec, around));
        (string phase, string message) = unserved is null ? Judge(grant, spec, around.Author, now) : (Unavailable, unserved);
        bool isOriginal = unserved is null && grant.Metadata.Namespace == spec.Author;
        string? destination = isOriginal ? Destination(spec, around.Grantee) : null;
        bool copies = destination is not null && destination != grant.Metadata.Namespace;
        return new DomainDataGrantOutcome
        {
            Metadata = invalid is null ? Metadata(grant, spec) : grant.Metadata,
            Phase = phase,
            Message = message,
            NextLook = spec.Limit?.ExpirationTime is { } end && end > now ? end - now : null,
            Destination = copies ? destination : null,
            DataCopy = copies && around.Data is { } data ? DataCopy(data, spec, destination!, around.Grantee) : null,
            GrantCopy = copies && around.Data is not null ? GrantCopy(grant, spec, destination!, around.Grantee) : null,
        };
    }

    /// <summary>The namespace in which the grantee looks: its own, or its control plane's when it is a partner.</summary>
    public static string Destination(DomainDataGrantSpec spec, Domain? grantee) =>
        grantee?.Spec is { Role: Partner, Master: { Length: > 0 } master } ? master : spec.GrantDomain ?? "";

    private static string? Invalid(DomainDataGrantSpec spec) =>
        string.IsNullOrEmpty(spec.Author) ? "spec.author is empty; set it to the domain that owns the data"
        : string.IsNullOrEmpty(spec.GrantDomain) ? "spec.grantDomain is empty; set it to the domain that may use the data"
        : spec.Author == spec.GrantDomain ? $"spec.author and spec.grantDomain are both '{spec.Author}'; a domain needs no grant for its own data"
        : null;

    /// <summary>True for a grant that lets its grantee use the data now, as far as the grant itself says.</summary>
    public static bool IsInForce(DomainDataGrant grant, Domain? author, DateTimeOffset now) =>
        grant.Spec is { } spec && Invalid(spec) is null && Judge(grant, spec, author, now).Phase == Ready
        && (spec.Limit?.GrantMode is not { Count: > 0 } modes || modes.Any(m => m is "normal" or "file"));

    // A grant whose data is not registered yet, or no longer, keeps the state that its limits give it; there is nothing to copy.
    // Who may write into a namespace must not grant with the hand of this control plane what is not its own, nor to those who are no domains.
    private static string? Unserved(DomainDataGrantSpec spec, DomainDataGrantNeighbours around) =>
        around.Author is not { Spec: { Role: not Partner } } ? $"{spec.Author} is no domain of this control plane, which serves the grants of its own domains only"
        : around.Data is { } data && data.Spec?.Author != spec.Author ? $"DomainData \"{spec.DomainDataID}\" belongs to {data.Spec?.Author}; only its owner can grant it"
        : DomainNames.IsSystem(spec.GrantDomain ?? "") || DomainNames.IsSystem(Destination(spec, around.Grantee)) ? $"{spec.GrantDomain} is a system namespace and no domain"
        : around.Grantee is null ? $"there is no Domain {spec.GrantDomain}; register it first"
        : !around.DestinationIsDomain ? $"there is no Domain {Destination(spec, around.Grantee)}, the master of {spec.GrantDomain}; register it first"
        : null;

    // In other namespaces lie copies: our own, of an original that must exist, or those that a partner has sent.
    private static string? Forged(DomainDataGrant grant, DomainDataGrantSpec spec, DomainDataGrantNeighbours around) =>
        around.Author is { Spec: { Role: not Partner } } && around.Original?.Spec?.DomainDataID != spec.DomainDataID
            ? $"{spec.Author} has no such grant in its namespace; {grant.Metadata.Namespace} cannot speak for it"
            : null;

    private static (string Phase, string Message) Judge(DomainDataGrant grant, DomainDataGrantSpec spec, Domain? author, DateTimeOffset now)
    {
        if (!string.IsNullOrEmpty(spec.Signature))
        {
            using RSA? key = KeyOf(author);
            if (key is null)
            {
                return (Unavailable, "Get Domain cert error");
            }

            if (!GrantSignature.Verify(key, spec))
            {
                return (Unavailable, "Verify error");
            }
        }

        if (spec.Limit?.ExpirationTime is { } end && end <= now)
        {
            return (Unavailable, "Expirated");
        }

        int uses = grant.Status?.UseRecords?.Count ?? 0;
        return spec.Limit?.UseCount is { } limit and not 0 && uses >= limit ? (Unavailable, "UseCount is exhausted") : (Ready, "");
    }

    private static RSA? KeyOf(Domain? domain)
    {
        using X509Certificate2? certificate = StoredCertificate.Read(domain?.Spec?.Cert ?? "");
        return certificate?.GetRSAPublicKey();
    }

    private static ObjectMeta Metadata(DomainDataGrant grant, DomainDataGrantSpec spec) => grant.Metadata with
    {
        Labels = With(grant.Metadata.Labels, (WellKnownLabels.InterconnProtocolType, "kuscia"), (WellKnownLabels.DomainDataId, spec.DomainDataID ?? "")),
        Annotations = With(grant.Metadata.Annotations, (WellKnownAnnotations.Initiator, spec.Author ?? "")),
    };

    private static DomainData DataCopy(DomainData data, DomainDataGrantSpec spec, string destination, Domain? grantee) => new()
    {
        ApiVersion = Kinds.DomainData.ApiVersion,
        Kind = Kinds.DomainData.Kind,
        Metadata = new ObjectMeta
        {
            Namespace = destination,
            Name = data.Metadata.Name,
            Labels = With(data.Metadata.Labels, (WellKnownLabels.OwnerReferences, data.Metadata.Name ?? ""), (WellKnownLabels.DomainDataVendor, GrantVendor)),
            Annotations = CopyAnnotations(spec, grantee),
        },
        Spec = (data.Spec ?? new DomainDataSpec()) with { Vendor = GrantVendor },
    };

    private static DomainDataGrant GrantCopy(DomainDataGrant grant, DomainDataGrantSpec spec, string destination, Domain? grantee) => new()
    {
        ApiVersion = Kinds.DomainDataGrant.ApiVersion,
        Kind = Kinds.DomainDataGrant.Kind,
        Metadata = new ObjectMeta
        {
            Namespace = destination,
            Name = grant.Metadata.Name,
            Labels = With(
                grant.Metadata.Labels,
                (WellKnownLabels.OwnerReferences, grant.Metadata.Name ?? ""),
                (WellKnownLabels.DomainDataId, spec.DomainDataID ?? ""),
                (WellKnownLabels.InterconnProtocolType, "kuscia")),
            Annotations = CopyAnnotations(spec, grantee),
        },
        Spec = spec,
    };

    private static Dictionary<string, string>? CopyAnnotations(DomainDataGrantSpec spec, Domain? grantee) => grantee?.Spec?.Role == Partner
        ? new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [WellKnownAnnotations.Initiator] = spec.Author ?? "",
            [WellKnownAnnotations.InterconnKusciaParties] = spec.GrantDomain ?? "",
        }
        : null;

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string>? given, params ReadOnlySpan<(string Key, string Value)> more)
    {
        Dictionary<string, string> all = given is null ? new(StringComparer.Ordinal) : new(given, StringComparer.Ordinal);
        foreach ((string key, string value) in more)
        {
            all[key] = value;
        }

        return all;
    }
}
