using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Data;

/// <summary>Decides which copies of data and grants have lost their original. Pure.</summary>
internal static class DataCopies
{
    /// <summary>True when an object is a copy made by this control plane: its author is an own domain and it lies in another namespace.</summary>
    public static bool IsOwnCopy(Resource resource, string? author, Domain? authorDomain) =>
        resource.Metadata.Label(WellKnownLabels.OwnerReferences) is { Length: > 0 }
        && !string.IsNullOrEmpty(author) && resource.Metadata.Namespace != author
        && authorDomain is { Spec: { Role: not "partner" } };

    /// <summary>True when the grant that a copy was made from is gone or points elsewhere now.</summary>
    public static bool IsStale(DomainDataGrant copy, DomainDataGrant? original, Domain? grantee) =>
        original?.Spec is not { } spec || original.Metadata.DeletionTimestamp is not null
        || DomainDataGrantReconciler.Destination(spec, grantee) != copy.Metadata.Namespace;

    /// <summary>True when the data that a copy was made from is gone, or no grant of it leads into the copy's namespace any more.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="original">The data in the author's namespace.</param>
    /// <param name="grantsOfAuthor">Grants in the author's namespace.</param>
    /// <param name="domain">Looks up a domain.</param>
    public static bool IsStale(DomainData copy, DomainData? original, IEnumerable<DomainDataGrant> grantsOfAuthor, Func<string, Domain?> domain) =>
        original is null || original.Metadata.DeletionTimestamp is not null
        || !grantsOfAuthor.Any(g => g.Metadata.DeletionTimestamp is null && g.Spec is { } spec && spec.DomainDataID == original.Metadata.Name
            && DomainDataGrantReconciler.Destination(spec, domain(spec.GrantDomain ?? "")) == copy.Metadata.Namespace);
}
