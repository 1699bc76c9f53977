using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kuscia.Conformance.Tests.Recordings;

/// <summary>Where an answer or an object differs from the recorded one.</summary>
internal static partial class Comparison
{
    private const string Absent = "(absent)";

    // Texts of decoders are theirs.
    private static readonly int[] DecoderCodes = [11101, 12101];

    /// <summary>Places that differ, with what was recorded and what is there.</summary>
    public static IEnumerable<string> Of(JsonNode? recorded, JsonNode? found, string where) => Of(recorded, found, where, DecoderCodes.Contains(CodeOf(recorded)));

    /// <summary>The code of an answer; 0 for none.</summary>
    public static int CodeOf(JsonNode? body) => ((body as JsonObject)?["status"] as JsonObject ?? body as JsonObject)?["code"] is JsonValue code && code.TryGetValue(out int number) ? number : 0;

    private static IEnumerable<string> Of(JsonNode? recorded, JsonNode? found, string where, bool anyMessage)
    {
        if (recorded is JsonObject members && found is JsonObject others)
        {
            return members.Select(m => m.Key).Union(others.Select(o => o.Key)).SelectMany(key => Member(members, others, key, $"{where}.{key}", anyMessage));
        }

        if (recorded is JsonArray items && found is JsonArray rest && items.Count == rest.Count)
        {
            JsonNode?[] wanted = Ordered(items, where);
            JsonNode?[] there = Ordered(rest, where);
            return wanted.SelectMany((item, i) => Of(item, there[i], $"{where}[{i}]", anyMessage));
        }

        return Same(recorded, found, where, anyMessage) ? [] : [$"{where}: recorded {Text(recorded)}, found {Text(found)}"];
    }

    private static IEnumerable<string> Member(JsonObject recorded, JsonObject found, string key, string where, bool anyMessage) =>
        (recorded.TryGetPropertyValue(key, out JsonNode? wanted), found.TryGetPropertyValue(key, out JsonNode? there)) switch
        {
            (true, true) => Of(wanted, there, where, anyMessage),
            (true, false) => [$"{where}: recorded {Text(wanted)}, found {Absent}"],
            _ => [$"{where}: recorded {Absent}, found {Text(there)}"],
        };

    // Lists that come from a map.
    private static JsonNode?[] Ordered(JsonArray items, string where) =>
        FromMaps().IsMatch(where) ? [.. items.OrderBy(i => i?.ToJsonString() ?? "", StringComparer.Ordinal)] : [.. items];

    private static bool Same(JsonNode? recorded, JsonNode? found, string where, bool anyMessage)
    {
        if (recorded?.GetValueKind() != JsonValueKind.String || found?.GetValueKind() != JsonValueKind.String)
        {
            return JsonNode.DeepEquals(recorded, found);
        }

        bool message = where.EndsWith(".message", StringComparison.Ordinal) || where.EndsWith(".err_msg", StringComparison.Ordinal);
        string wanted = recorded.GetValue<string>();
        string there = found.GetValue<string>();
        return message ? anyMessage || RecordedText.FitsMessage(wanted, there) : RecordedText.Fits(wanted, there);
    }

    private static string Text(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "null";
        return text.Length > 160 ? text[..160] + "…" : text;
    }

    [GeneratedRegex(@"^body\.data$|\.(endpoints|stage_status_list|approve_status_list|party_statuses)$|status\b.*\.parties$")]
    private static partial Regex FromMaps();
}
