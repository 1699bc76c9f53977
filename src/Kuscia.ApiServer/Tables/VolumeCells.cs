using System.Text.Json;
using static Kuscia.ApiServer.Tables.CommonCells;

namespace Kuscia.ApiServer.Tables;

/// <summary>Cells of volumes, their claims and classes.</summary>
internal static class VolumeCells
{
    private const string Unset = "<unset>";

    /// <summary>Name, status, volume, capacity, access modes, classes, age, mode.</summary>
    public static IReadOnlyList<object?> Claim(JsonElement claim, DateTimeOffset now)
    {
        bool bound = claim.Text("spec", "volumeName").Length > 0;
        return
        [
            claim.Text("metadata", "name"),
            Phase(claim),
            claim.Text("spec", "volumeName"),
            bound ? claim.At("status", "capacity", "storage")?.ToString() ?? "" : "",
            bound ? Modes(claim.Items("status", "accessModes")) : "",
            claim.Text("spec", "storageClassName"),
            Or(claim.Text("spec", "volumeAttributesClassName"), Unset),
            Age(claim, now),
            Or(claim.Text("spec", "volumeMode"), Unset),
        ];
    }

    /// <summary>Name, capacity, access modes, reclaim policy, status, claim, classes, reason, age, mode.</summary>
    public static IReadOnlyList<object?> Volume(JsonElement volume, DateTimeOffset now)
    {
        string claim = volume.At("spec", "claimRef") is { } bound ? $"{bound.Text("namespace")}/{bound.Text("name")}" : "";
        return
        [
            volume.Text("metadata", "name"),
            volume.At("spec", "capacity", "storage")?.ToString() ?? "",
            Modes(volume.Items("spec", "accessModes")),
            volume.Text("spec", "persistentVolumeReclaimPolicy"),
            Phase(volume),
            claim,
            volume.Text("spec", "storageClassName"),
            Or(volume.Text("spec", "volumeAttributesClassName"), Unset),
            volume.Text("status", "reason"),
            Age(volume, now),
            Or(volume.Text("spec", "volumeMode"), Unset),
        ];
    }

    /// <summary>Name, provisioner, reclaim policy, binding mode, whether it expands, age.</summary>
    public static IReadOnlyList<object?> Class(JsonElement value, DateTimeOffset now)
    {
        bool first = value.Text("metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true";
        return
        [
            value.Text("metadata", "name") + (first ? " (default)" : ""),
            value.Text("provisioner"),
            Or(value.Text("reclaimPolicy"), "Delete"),
            Or(value.Text("volumeBindingMode"), "Immediate"),
            value.Flag("allowVolumeExpansion") ? "true" : "false",
            Age(value, now),
        ];
    }

    private static string Phase(JsonElement o) => o.At("metadata", "deletionTimestamp") is not null ? "Terminating" : o.Text("status", "phase");

    private static string Or(string text, string other) => text.Length > 0 ? text : other;

    private static string Modes(IReadOnlyList<JsonElement> modes) => string.Join(",", modes.Select(mode => mode.ToString() switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        string other => other,
    }).Distinct());
}
