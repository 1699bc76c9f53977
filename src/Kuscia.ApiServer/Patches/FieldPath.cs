using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Patches;

/// <summary>Finds, removes and shows the value at a path of a field set.</summary>
internal static class FieldPath
{
    /// <summary>Removes the value when it is there; containers that become empty stay. <paramref name="work"/> bounds the search in lists.</summary>
    public static void Remove(JsonObject value, IReadOnlyList<string> path, PatchWork work)
    {
        JsonNode? parent = value;
        for (int i = 0; i < path.Count - 1 && parent is not null; i++)
        {
            parent = Step(parent, path[i], work);
        }

        switch (parent)
        {
            case JsonObject members when path[^1].StartsWith("f:", StringComparison.Ordinal):
                work.Move(members.Count);
                members.Remove(path[^1][2..]);
                break;
            case JsonArray items when Step(items, path[^1], work) is JsonNode item:
                work.Move(items.Count);
                items.Remove(item);
                break;
        }
    }

    /// <summary>The path as messages show it, for example <c>.spec.containers[name="a"].image</c>.</summary>
    public static string Show(IReadOnlyList<string> path) => string.Concat(path.Select(step => step[..2] switch
    {
        "f:" => "." + step[2..],
        "k:" => $"[{string.Join(",", JsonText.ParseObject(System.Text.Encoding.UTF8.GetBytes(step[2..])).Select(k => $"{k.Key}={(k.Value is null ? "null" : JsonText.ToText(k.Value))}"))}]",
        _ => $"[={step[2..]}]",
    }));

    private static JsonNode? Step(JsonNode at, string step, PatchWork work)
    {
        string text = step[2..];
        switch (step[..2], at)
        {
            case ("f:", JsonObject members):
                return members[text];
            case ("v:", JsonArray items):
                return items.FirstOrDefault(i => Looked(work) && i is not null && JsonText.ToText(i) == text);
            case ("k:", JsonArray items):
                JsonObject keys = JsonText.ParseObject(System.Text.Encoding.UTF8.GetBytes(text));
                return items.OfType<JsonObject>().FirstOrDefault(i => Looked(work) && keys.All(k => JsonNode.DeepEquals(i[k.Key], k.Value)));
            default:
                return null;
        }
    }

    private static bool Looked(PatchWork work)
    {
        work.Step();
        return true;
    }
}
