using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of volume claims and storage classes.</summary>
internal static class VolumeRules
{
    private static readonly string[] Modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    /// <summary>The faults of a claim.</summary>
    public static IEnumerable<StatusCause> Claim(JsonObject claim)
    {
        JsonObject? spec = claim.Child("spec");
        if (!spec.Array("accessModes").Any())
        {
            yield return StatusCause.Required("spec.accessModes", "at least 1 access mode is required");
        }

        foreach (string mode in spec.Array("accessModes").Select(mode => mode?.ToString() ?? "").Where(mode => !Modes.Contains(mode)))
        {
            yield return StatusCause.NotSupported("spec.accessModes", StatusCause.Quote(mode), Modes);
        }

        if (spec.Child("resources").Child("requests")?["storage"] is null)
        {
            yield return StatusCause.Required("spec.resources[storage]", "");
        }
    }

    /// <summary>The faults of a storage class.</summary>
    public static IEnumerable<StatusCause> Class(JsonObject value)
    {
        if (string.IsNullOrEmpty(value.String("provisioner")))
        {
            yield return StatusCause.Required("provisioner", "");
        }
    }
}
