namespace Kuscia.Helm.Kube;

/// <summary>How the lists of built-in kinds merge, from the published patch strategies of the Kubernetes API. A list that is not named here is replaced as a whole.</summary>
internal static class MergeKeys
{
    private static readonly HashSet<string> Containers = ["containers", "initContainers", "ephemeralContainers"];

    /// <summary>The key by which items of a list of objects are matched; null when the list is replaced.</summary>
    /// <param name="kind">Kind of the object.</param>
    /// <param name="parent">Name of the member that holds the list's owner.</param>
    /// <param name="list">Name of the list.</param>
    public static string? Find(string kind, string parent, string list) => (parent, list) switch
    {
        (_, "containers" or "initContainers" or "ephemeralContainers" or "imagePullSecrets" or "schedulingGates" or "resourceClaims") => "name",
        ("spec", "volumes") => "name",
        ("spec", "hostAliases") => "ip",
        ("spec", "topologySpreadConstraints") => "topologyKey",
        ("spec", "ports") when kind == "Service" => "port",
        ("status", "conditions") => "type",
        ("metadata", "ownerReferences") => "uid",
        ("", "secrets") when kind == "ServiceAccount" => "name",
        ("", "webhooks") => "name",
        _ when Containers.Contains(parent) => FindInContainer(list),
        _ => null,
    };

    /// <summary>Whether the values of a list of plain values merge as a set.</summary>
    public static bool IsSet(string parent, string list) => parent == "metadata" && list == "finalizers";

    /// <summary>Whether only the members given by the patch are kept, because the members exclude each other.</summary>
    public static bool KeepsOnlyGiven(string kind, string parent, string member) =>
        (parent, member) is ("spec", "volumes") || (kind == "Deployment" && (parent, member) is ("spec", "strategy"));

    private static string? FindInContainer(string list) => list switch
    {
        "env" => "name",
        "ports" => "containerPort",
        "volumeMounts" => "mountPath",
        "volumeDevices" => "devicePath",
        _ => null,
    };
}
