using System.Text.Json.Nodes;
using Kuscia.Helm.Kube;

namespace KubeFate.Checks;

/// <summary>A claim for a storage class that is not there waits for ever, unless somebody makes a volume for it by hand.</summary>
internal static class StorageCheck
{
    private static readonly KubeResourceType Classes = new("storage.k8s.io/v1", "StorageClass", "storageclasses", false);

    public static async Task<IReadOnlyList<Finding>> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        List<(string Owner, string? Class)> claims = [];
        claims.AddRange(plan.OfKind("PersistentVolumeClaim").Select(claim => (Plan.NameOf(claim), Class(claim))));
        claims.AddRange(plan.OfKind("StatefulSet").SelectMany(set => Plan.Items(set["spec"]?["volumeClaimTemplates"]).Select(claim => ($"{Plan.NameOf(claim)} of {Plan.NameOf(set)}", Class(claim)))));
        if (claims.Count == 0 || await plan.ListAsync(Classes, null, cancellationToken) is not { } classes)
        {
            return [];
        }

        HashSet<string> known = [.. classes.Select(Plan.NameOf)];
        bool hasDefault = classes.Any(item => Plan.Text(item["metadata"]?["annotations"], "storageclass.kubernetes.io/is-default-class") == "true");
        string there = known.Count == 0 ? "there is none" : $"there are {string.Join(", ", known.Order(StringComparer.Ordinal))}";
        return
        [
            .. claims.Where(claim => claim.Class is { Length: > 0 } name && !known.Contains(name))
                .Select(claim => new Finding($"claim {claim.Owner} asks for storage class {claim.Class}, which is not there ({there}): its pod waits until it is", IsFatal: false)),
            .. claims.Where(claim => claim.Class is null && !hasDefault)
                .Select(claim => new Finding($"claim {claim.Owner} names no storage class, and none is the default ({there}): its pod waits until a volume is made", IsFatal: false)),
        ];
    }

    private static string? Class(JsonObject claim) => claim["spec"]?["storageClassName"]?.ToString();
}
