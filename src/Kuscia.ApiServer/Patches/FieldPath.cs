using System.Text.Json.Nodes;
using Kuscia.ApiServer.Resources;

namespace Kuscia.ApiServer.Patches;

/// <summary>Finds, removes and shows the value at a path of a field set.</summary>
internal static class FieldPath
{
    /// <summary>The value, or null when it is not there.</summary>
    public static JsonNode? Find(JsonNode? value, IReadOnlyList<string> path)
    {
        JsonNode? at = value;
        foreach (string step in path)
        {
            at = Step(at, step);
        }

        return at;
    }

    /// <summary>Removes the value; containers that become empty stay.</summary>
    public static void Remove(JsonObject value, IReadOnlyList<string> path)
    {
        JsonNode? parent = Find(value, [.. path.SkipLast(1)]);
        switch (parent)
        {
            case JsonObject members when path[^1].StartsWith("f:", StringComparison.Ordinal):
                members.Remove(path[^1][2..]);
                break;
            case JsonArray items when Step(items, path[^1]) is JsonNode item:
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

    private static JsonNode? Step(JsonNode? at, string step)
    {
        string text = step[2..];
        return (step[..2], at) switch
        {
            ("f:", JsonObject members) => members[text],
            ("v:", JsonArray items) => items.FirstOrDefault(i => i is not null && JsonText.ToText(i) == text),
            ("k:", JsonArray items) => items.OfType<JsonObject>().FirstOrDefault(i => HasKeys(i, text)),
            _ => null,
        };
    }

    private static bool HasKeys(JsonObject item, string keys) =>
        JsonText.ParseObject(System.Text.Encoding.UTF8.GetBytes(keys)).All(k => JsonNode.DeepEquals(item[k.Key], k.Value));
}
