using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kuscia.Model.Quantities;

namespace Kuscia.Controllers.Tests.Serving.Recorded;

/// <summary>Compares recorded objects with those that are there. Placeholders are read by unification: the first occurrence binds, every further one must be equal.</summary>
internal sealed partial class RecordedStates
{
    private const string Absent = "(absent)";

    // Filled in by an API server, whichever it is.
    private static readonly HashSet<string> OfServer =
    [
        "dnsPolicy", "terminationGracePeriodSeconds", "terminationMessagePath", "defaultMode", "clusterIPs", "internalTrafficPolicy", "ipFamilies", "ipFamilyPolicy", "sessionAffinity", "type", "protocol",
        "progressDeadlineSeconds", "revisionHistoryLimit", "targetPort", "loadBalancer", "resourceVersion", "generation", "managedFields", "observedGeneration",
    ];

    private static readonly HashSet<string> Sets = ["env", "ports", "conditions", "services"];

    private readonly Dictionary<string, string> _values = [];

    /// <summary>What differs; empty when nothing does.</summary>
    public IReadOnlyList<string> Differences(IReadOnlyDictionary<string, JsonObject> recorded, IReadOnlyDictionary<string, JsonObject> present)
    {
        _values.Clear();
        List<string> found = [];

        // Annotations of KusciaDeployments tell the ports that the others use.
        foreach ((string key, JsonObject wanted) in recorded.OrderBy(r => !r.Key.StartsWith("KusciaDeployment/", StringComparison.Ordinal)).ThenBy(r => r.Key, StringComparer.Ordinal))
        {
            if (present.TryGetValue(key, out JsonObject? there))
            {
                Compare(key, wanted, there, "", found);
            }
            else
            {
                found.Add($"{key} is missing");
            }
        }

        found.AddRange(present.Keys.Where(k => !recorded.ContainsKey(k)).Select(k => $"{k} is there"));
        return found;
    }

    private void Compare(string path, JsonNode? wanted, JsonNode? there, string name, List<string> found)
    {
        if (IsEmpty(wanted) && IsEmpty(there))
        {
            return;
        }

        if (wanted is JsonObject or null && there is JsonObject or null && !(wanted is null && there is null))
        {
            JsonObject left = wanted as JsonObject ?? [];
            JsonObject right = there as JsonObject ?? [];
            foreach (string member in left.Select(m => m.Key).Union(right.Select(m => m.Key)).Where(m => !OfServer.Contains(m) || (left.ContainsKey(m) && right.ContainsKey(m) && m is not ("resourceVersion" or "generation"))))
            {
                Compare($"{path}.{member}", left[member], right[member], member, found);
            }
        }
        else if (wanted is JsonArray items && there is JsonArray others && items.Count == others.Count)
        {
            foreach ((JsonNode? one, JsonNode? other) in Ordered(items, name).Zip(Ordered(others, name)))
            {
                Compare($"{path}[]", one, other, "", found);
            }
        }
        else if (!(wanted is JsonValue && there is JsonValue && Fits(path, wanted.ToString(), there.ToString(), found)))
        {
            found.Add($"{path}: recorded {wanted?.ToJsonString() ?? Absent}, found {there?.ToJsonString() ?? Absent}");
        }
    }

    // True as well when the parts of a text that is JSON were compared: then those that differ are found.
    private bool Fits(string path, string wanted, string there, List<string> found)
    {
        Match wrapped = Json().Match(wanted);
        string text = wrapped.Success ? wrapped.Groups[1].Value : wanted;
        if (text.Length > 0 && text[0] is '{' or '[' && Placeholder().Match(text) is not { Success: true, Index: 0 } && Parsed(Bare().Replace(text, "\"$0\"")) is { } value && Parsed(there) is { } other)
        {
            Compare($"{path}(json)", value, other, "", found);
            return true;
        }

        return Unify(text, there) || (Quantity.TryParse(text, out Quantity first) && Quantity.TryParse(there, out Quantity second) && first == second);
    }

    private bool Unify(string wanted, string there)
    {
        List<string> names = [];
        string pattern = "";
        int end = 0;
        foreach (Match hit in Placeholder().Matches(wanted))
        {
            string name = hit.Value;
            pattern += Regex.Escape(wanted[end..hit.Index]);
            end = hit.Index + hit.Length;
            if (_values.TryGetValue(name, out string? known))
            {
                pattern += Regex.Escape(known);
            }
            else
            {
                pattern += name == "{{time}}" ? @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z" : name.StartsWith("{{port:", StringComparison.Ordinal) ? @"(\d{1,5})" : "([0-9a-f-]{36})";
                if (name != "{{time}}")
                {
                    names.Add(name);
                }
            }
        }

        Match match = Regex.Match(there, @"\A" + pattern + Regex.Escape(wanted[end..]) + @"\z");
        for (int i = 0; match.Success && i < names.Count; i++)
        {
            _values[names[i]] = match.Groups[i + 1].Value;
        }

        return match.Success;
    }

    private static IEnumerable<JsonNode?> Ordered(JsonArray items, string name) =>
        Sets.Contains(name) ? items.OrderBy(i => (string?)i?["name"] ?? (string?)i?["portName"] ?? (string?)i?["type"], StringComparer.Ordinal) : items;

    private static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonObject members => members.All(m => OfServer.Contains(m.Key) || IsEmpty(m.Value)),
        JsonArray items => items.Count == 0,
        _ => node.ToString() is "" or "0" or "false",
    };

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text) is { } node and (JsonObject or JsonArray) ? node : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A\{\{json:(.*)\}\}\z", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex(@"\{\{(?:time|uid:[^{}]*|port:[^{}]*)\}\}")]
    private static partial Regex Placeholder();

    // A number in JSON.
    [GeneratedRegex(@"(?<="" ?: ?)\{\{port:[^{}]*\}\}")]
    private static partial Regex Bare();
}
