using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeFate.Tests.Replay;

/// <summary>Compares what was recorded with what is answered, and keeps the values of placeholders through a scenario.</summary>
internal sealed partial class Matcher
{
    private const string TimeForm = @"(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)|\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)";

    private static readonly Dictionary<string, string> Forms = new(StringComparer.Ordinal)
    {
        ["uuid"] = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        ["token"] = @"eyJ[\w-]+\.[\w-]+\.[\w-]*",
        ["time"] = TimeForm,
        ["id"] = @"\d+",
        ["n"] = @"\d+",
        ["age"] = @"\S+",
        ["any"] = "(?s:.*)",
        ["server"] = @"[\w.\[\]-]+:\d+",
        ["apiserver"] = @"[\w.\[\]-]+:\d+",
        ["dead"] = @"[\w.\[\]-]+:\d+",
    };

    private const string Anything = "{{any}}";

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>A placeholder that is known, such as a token.</summary>
    public string? this[string placeholder]
    {
        get => _values.GetValueOrDefault(placeholder);
        set => _values[placeholder] = value!;
    }

    public Matcher Copy()
    {
        Matcher copy = new();
        foreach ((string name, string value) in _values)
        {
            copy._values[name] = value;
        }

        return copy;
    }

    public void Take(Matcher other)
    {
        foreach ((string name, string value) in other._values)
        {
            _values[name] = value;
        }
    }

    /// <summary>Puts in what stays the same through a scenario; with <paramref name="all"/> also what only requests need.</summary>
    public string Fill(string text, bool all = false) =>
        Placeholder().Replace(text, hit => all || hit.Groups[1].Value is "uuid" or "token" ? _values.GetValueOrDefault(hit.Value, hit.Value) : hit.Value);

    public List<string> Differences(string path, JsonNode? want, JsonNode? got)
    {
        List<string> found = new();
        Compare(found, path, want, got);
        return found;
    }

    public List<string> Differences(string path, string want, string got)
    {
        JsonNode? left = Decode(Fill(want)), right = Decode(got);
        return left is not null && right is not null ? Differences(path, left, right) : Matches(want, got) ? [] : [$"{path}: expected {Short(Fill(want))}, got {Short(got)}"];
    }

    private void Compare(List<string> found, string path, JsonNode? want, JsonNode? got)
    {
        if (want is JsonValue any && any.ToString() == Anything)
        {
            return;
        }

        if (want is JsonObject left && got is JsonObject right)
        {
            foreach (string name in left.Select(m => m.Key).Union(right.Select(m => m.Key)))
            {
                if (Absent(left, name) || Absent(right, name))
                {
                    // Hash and salt of passwords were told by the original; here they never leave the database.
                    if (name is not ("password" or "salt"))
                    {
                        found.Add($"{path}.{name}: {(Absent(left, name) ? "not recorded" : "missing")}");
                    }
                }
                else
                {
                    Compare(found, $"{path}.{name}", left[name], right[name]);
                }
            }
        }
        else if (want is JsonArray one && got is JsonArray other && one.Count == other.Count)
        {
            for (int i = 0; i < one.Count; i++)
            {
                Compare(found, $"{path}[{i}]", one[i], other[i]);
            }
        }
        else if (want is JsonValue && got is JsonValue)
        {
            CompareValues(found, path, want.ToString(), got.ToString());
        }
        else if (want is not null || got is not null)
        {
            found.Add($"{path}: expected {Short(want?.ToJsonString() ?? "null")}, got {Short(got?.ToJsonString() ?? "null")}");
        }
    }

    private bool Absent(JsonObject map, string name) => !map.ContainsKey(name) && !map.ContainsKey(Fill(name));

    private void CompareValues(List<string> found, string path, string want, string got)
    {
        // Texts of other libraries need not be the same letter by letter; that there is one must be.
        bool text = path.EndsWith(".error", StringComparison.Ordinal) || path.Contains(".states[", StringComparison.Ordinal) || path.EndsWith(".message", StringComparison.Ordinal);
        JsonNode? left = Decode(Fill(want)), right = Decode(got);
        if (left is not null && right is not null)
        {
            Compare(found, path, left, right);
        }
        else if (!Matches(want, got) && !(text && LooksAlike(Fill(want), got)))
        {
            found.Add($"{path}: expected {Short(Fill(want))}, got {Short(got)}");
        }
    }

    // The service's own words stand before the first colon or comma.
    private static bool LooksAlike(string want, string got) => want.AsSpan().IndexOfAny(':', ',') > 0 && want.Split(':', ',')[0] == got.Split(':', ',')[0];

    private bool Matches(string want, string got)
    {
        if (want.StartsWith("{{sha256:", StringComparison.Ordinal))
        {
            string[] parts = want[9..^2].Split(':');
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(got))) == parts[0];
        }

        StringBuilder pattern = new();
        List<string> names = new();
        int end = 0;
        foreach (Match hit in Placeholder().Matches(want))
        {
            pattern.Append(Regex.Escape(want[end..hit.Index]));
            end = hit.Index + hit.Length;
            if (_values.TryGetValue(hit.Value, out string? known) && (hit.Groups[1].Value is "uuid" or "token"))
            {
                pattern.Append(Regex.Escape(known!));
                continue;
            }

            pattern.Append('(').Append(Forms.GetValueOrDefault(hit.Groups[1].Value, "(?s:.*)")).Append(')');
            names.Add(hit.Value);
        }

        Match match = Regex.Match(got, $"^{pattern}{Regex.Escape(want[end..])}\\z");
        for (int i = 0; match.Success && i < names.Count; i++)
        {
            _values[names[i]] = match.Groups[i + 1].Value;
        }

        return match.Success;
    }

    /// <summary>Reads JSON in which placeholders may stand without quotes; null when the text is none.</summary>
    public static JsonNode? Decode(string text)
    {
        if (text.Length == 0 || text[0] is not ('{' or '['))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(Bare().Replace(text, "$1\"$2\""));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Short(string text) => text.Length > 300 ? text[..300] + "…" : text;

    [GeneratedRegex(@"\{\{(\w+)(?::[\w:]+)?\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"((?<!\\)"":)(\{\{[\w:]+\}\})")]
    private static partial Regex Bare();
}
