using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Pods;

/// <summary>Makes the merge patch that writes a pod status.</summary>
internal static class PodStatusPatch
{
    /// <summary>The patch, or null when the status says the same already.</summary>
    public static JsonObject? Create(PodStatus? before, PodStatus after)
    {
        JsonObject wanted = ToJson(after);
        if (before is not null && JsonNode.DeepEquals(ToJson(before), wanted))
        {
            return null;
        }

        // A merge patch keeps what it does not name.
        foreach (string member in (string[])["reason", "message", "initContainerStatuses"])
        {
            if (!wanted.ContainsKey(member))
            {
                wanted[member] = null;
            }
        }

        return new JsonObject { ["status"] = wanted };
    }

    // A status record always serialises to an object.
    private static JsonObject ToJson(PodStatus status) =>
        JsonSerializer.SerializeToNode(status, ModelJsonContext.Default.PodStatus)!.AsObject();
}
