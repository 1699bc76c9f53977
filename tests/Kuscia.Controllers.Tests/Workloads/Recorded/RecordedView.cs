using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kuscia.Controllers.Tests.Workloads.Recorded;

/// <summary>Objects with what differs from run to run taken out, so that a recorded state and one of here can be compared as texts.</summary>
internal static partial class RecordedView
{
    private static readonly string[] Metadata = ["name", "generateName", "labels", "annotations", "generation", "ownerReferences", "finalizers", "deletionTimestamp", "deletionGracePeriodSeconds"];

    /// <summary>A recorded object.</summary>
    public static string Recorded(JsonObject value) => Words(Text(RecordedAge.Older(value)));

    /// <summary>An object of here, reduced to what the recorded one of its kind shows.</summary>
    public static string Present(string plural, JsonObject value, JsonObject shown, IReadOnlyDictionary<string, string> hashes)
    {
        JsonObject meta = [];
        foreach (string member in Metadata)
        {
            meta[member] = value["metadata"]?[member]?.DeepClone();
        }

        JsonObject view = new() { ["metadata"] = meta };
        if (shown["spec"] is JsonObject spec)
        {
            view["spec"] = Spec(value, spec);
        }

        foreach ((string member, _) in shown.Where(m => m.Key is not ("metadata" or "spec" or "status")))
        {
            view[member] = value[member]?.DeepClone();
        }

        if (shown.ContainsKey("status"))
        {
            view["status"] = Status(plural, value);
        }

        string text = Text(RecordedAge.Newer(plural, view));
        foreach ((string hash, string word) in hashes)
        {
            text = text.Replace($"-{hash}", $"-{word}", StringComparison.Ordinal).Replace($"\"{hash}\"", $"\"{word}\"", StringComparison.Ordinal);
        }

        return Words(Suffix().Replace(text, "-<rand>\""));
    }

    private static JsonObject Spec(JsonObject value, JsonObject shown)
    {
        JsonObject view = [];
        foreach ((string member, _) in shown)
        {
            view[member] = member switch
            {
                "templateLabels" => value["spec"]?["template"]?["metadata"]?["labels"]?.DeepClone(),
                "images" => new JsonArray([.. ((JsonArray?)value["spec"]?["containers"] ?? []).Select(c => c?["image"]?.DeepClone())]),
                _ => value["spec"]?[member]?.DeepClone(),
            };
        }

        return view;
    }

    private static JsonObject Status(string plural, JsonObject value)
    {
        if (plural == "pods")
        {
            bool ready = ((JsonArray?)value["status"]?["conditions"] ?? []).Any(c => (string?)c?["type"] == "Ready" && (string?)c?["status"] == "True");
            return new JsonObject { ["phase"] = value["status"]?["phase"]?.DeepClone(), ["ready"] = ready };
        }

        return (JsonObject?)value["status"]?.DeepClone() ?? [];
    }

    private static string Words(string text) => Rand().Replace(Time().Replace(Uid().Replace(text, "<uid>"), "<time>"), "<rand>");

    // Members in order and nothing that is null: lists stay as they are.
    private static string Text(JsonNode? value) => value switch
    {
        JsonObject members => $"{{{string.Join(",", members.Where(m => m.Value is not null).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"\"{m.Key}\":{Text(m.Value)}"))}}}",
        JsonArray items => $"[{string.Join(",", items.Select(Text))}]",
        JsonValue text when text.TryGetValue(out string? s) => $"\"{s}\"",
        _ => value?.ToJsonString() ?? "null",
    };

    [GeneratedRegex("<uid:[0-9]+>|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z")]
    private static partial Regex Time();

    [GeneratedRegex("<rand5?(:[0-9]+)?>")]
    private static partial Regex Rand();

    // The five letters that the server puts behind generateName.
    [GeneratedRegex("-[bcdfghjklmnpqrstvwxz2456789]{5}\"")]
    private static partial Regex Suffix();
}
