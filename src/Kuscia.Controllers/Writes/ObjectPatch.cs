using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Writes;

/// <summary>The conditional merge patch that turns one state of an object into another.</summary>
internal static class ObjectPatch
{
    /// <summary>Null when nothing differs.</summary>
    public static JsonObject? Between<T>(ResourceKind<T> kind, T before, T after)
        where T : Resource
    {
        JsonObject? old = JsonSerializer.SerializeToNode(before, kind.TypeInfo)?.AsObject();
        JsonObject wanted = JsonSerializer.SerializeToNode(after, kind.TypeInfo)?.AsObject() ?? [];
        if (MergeDiff.Between(old, wanted) is not { } patch)
        {
            return null;
        }

        JsonObject metadata = patch["metadata"] as JsonObject ?? [];
        patch["metadata"] = metadata;
        metadata["resourceVersion"] = before.Metadata.ResourceVersion;
        return patch;
    }
}
