using System.Text.Json.Nodes;

namespace Kuscia.Client.Resources;

/// <summary>
/// Keeps members that this version does not know inside of arrays: a merge patch replaces an array whole, so the objects in it must carry what a newer peer wrote
/// beside what this version reads.
/// </summary>
internal static class UnknownMembers
{
    // What tells one element of the arrays in our kinds from another.
    private static readonly string[] Identity = ["type", "domainID", "role", "name", "alias", "taskID", "id", "uid", "ip"];

    /// <summary>True when the patch writes an array of objects, whose elements may have unknown members.</summary>
    public static bool AreAtStake(JsonObject patch)
    {
        foreach ((_, JsonNode? value) in patch)
        {
            if (value is JsonArray array ? array.Any(e => e is JsonObject) : value is JsonObject inner && AreAtStake(inner))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds to the arrays of a patch what <paramref name="stored"/> has and <paramref name="known"/>, the same object as this version reads it, has not.</summary>
    public static void Keep(JsonObject patch, JsonObject known, JsonObject stored)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            if (value is JsonArray array)
            {
                KeepIn(array, known[name] as JsonArray, stored[name] as JsonArray);
            }
            else if (value is JsonObject inner && known[name] is JsonObject knownInner && stored[name] is JsonObject storedInner)
            {
                Keep(inner, knownInner, storedInner);
            }
        }
    }

    private static void KeepIn(JsonArray next, JsonArray? known, JsonArray? stored)
    {
        if (known is null || stored is null || known.Count != stored.Count)
        {
            return;
        }

        HashSet<int> used = new();
        for (int i = 0; i < next.Count; i++)
        {
            if (next[i] is JsonObject element && Partner(element, i, next.Count, known, used) is int at && known[at] is JsonObject before && stored[at] is JsonObject raw)
            {
                Fill(element, before, raw);
            }
        }
    }

    private static int? Partner(JsonObject element, int index, int count, JsonArray known, HashSet<int> used)
    {
        string key = KeyOf(element);
        if (key.Length == 0)
        {
            return count == known.Count ? index : null;
        }

        for (int i = 0; i < known.Count; i++)
        {
            if (known[i] is JsonObject other && KeyOf(other) == key && used.Add(i))
            {
                return i;
            }
        }

        return null;
    }

    private static string KeyOf(JsonObject element) =>
        string.Join('\n', Identity.Where(n => element[n] is JsonValue).Select(n => $"{n}={element[n]!.ToJsonString()}")); // not null: filtered

    private static void Fill(JsonObject element, JsonObject known, JsonObject stored)
    {
        foreach ((string name, JsonNode? value) in stored)
        {
            if (!known.ContainsKey(name))
            {
                if (value is not null && !element.ContainsKey(name))
                {
                    element[name] = value.DeepClone();
                }
            }
            else if (element[name] is JsonObject inner && known[name] is JsonObject knownInner && value is JsonObject storedInner)
            {
                Fill(inner, knownInner, storedInner);
            }
            else if (element[name] is JsonArray array)
            {
                KeepIn(array, known[name] as JsonArray, value as JsonArray);
            }
        }
    }
}
