using System.Text.Json.Nodes;

namespace Kuscia.Client.Resources;

/// <summary>Computes RFC 7396 merge patches.</summary>
public static class MergeDiff
{
    /// <summary>
    /// The patch that turns <paramref name="before"/> into <paramref name="after"/>, or null when nothing differs. Members that neither side names stay as
    /// they are on the server; arrays are replaced whole.
    /// </summary>
    public static JsonObject? Between(JsonObject? before, JsonObject after)
    {
        JsonObject patch = [];
        foreach ((string name, JsonNode? value) in after)
        {
            JsonNode? old = before?[name];
            if (value is JsonObject inner)
            {
                if (Between(old as JsonObject, inner) is { } change)
                {
                    patch[name] = change;
                }
                else if (old is not JsonObject)
                {
                    patch[name] = new JsonObject();
                }
            }
            else if (!JsonNode.DeepEquals(old, value))
            {
                patch[name] = value?.DeepClone();
            }
        }

        foreach ((string name, _) in before ?? [])
        {
            if (!after.ContainsKey(name))
            {
                patch[name] = null;
            }
        }

        return patch.Count == 0 ? null : patch;
    }
}
