namespace Kuscia.ApiServer.Patches;

/// <summary>How lists of the Kubernetes kinds merge: by a key member, as a set of plain values, or not at all (replaced whole).</summary>
internal static class StrategicListKeys
{
    /// <summary>The strategy "a set of plain values".</summary>
    public const string Set = "";

    /// <summary>The key member of a list, <see cref="Set"/> for plain values, or null when the list is replaced whole.</summary>
    /// <param name="path">Member names from the root of the object down to the list; list items add no name.</param>
    public static string? Of(IReadOnlyList<string> path)
    {
        string name = path[^1];
        string parent = path.Count > 1 ? path[^2] : "";
        return name switch
        {
            "finalizers" when parent is "metadata" or "spec" => Set,
            "ownerReferences" when parent == "metadata" => "uid",
            "conditions" when parent == "status" => "type",
            "addresses" when parent == "status" => "type",
            "podIPs" when parent == "status" => "ip",
            "secrets" when path.Count == 1 => "name",
            "imagePullSecrets" when path.Count == 1 => null,
            "taints" when parent == "spec" => "key",
            "ports" when parent == "spec" => "port",
            "ports" when parent is "containers" or "initContainers" => "containerPort",
            "containers" or "initContainers" or "ephemeralContainers" or "volumes" or "imagePullSecrets" or "env" or "resourceClaims" or "schedulingGates" => "name",
            "volumeMounts" => "mountPath",
            "volumeDevices" => "devicePath",
            "hostAliases" => "ip",
            "topologySpreadConstraints" => "topologyKey",
            _ => null,
        };
    }
}
