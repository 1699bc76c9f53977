using System.Text.Json.Nodes;

namespace Kuscia.ApiServer.Patches;

/// <summary>JSON merge patch (RFC 7396).</summary>
internal static class MergePatch
{
    /// <summary>Merges a patch into an object in place: null removes, objects merge, everything else replaces. <paramref name="work"/> bounds what it may cost.</summary>
    public static void Apply(JsonObject target, JsonObject patch, PatchWork work)
    {
        foreach ((string name, JsonNode? change) in patch)
        {
            work.Step();
            if (change is null)
            {
                work.Move(target.Count);
                target.Remove(name);
                continue;
            }

            if (change is not JsonObject inner)
            {
                target[name] = change.DeepClone();
                continue;
            }

            if (target[name] is not JsonObject existing)
            {
                existing = [];
                target[name] = existing;
            }

            Apply(existing, inner, work);
        }
    }
}
