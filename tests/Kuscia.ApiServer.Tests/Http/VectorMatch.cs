using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kuscia.ApiServer.Tests.Http;

/// <summary>Compares answers with recorded ones and remembers what the placeholders stand for.</summary>
internal sealed partial class VectorMatch
{
    private static int _addresses;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Puts known values into a recorded request; unknown placeholders get a fresh value of their sort.</summary>
    public string Fill(string text) => Placeholder().Replace(text, m => _values.TryGetValue(m.Value, out string? value) ? value : _values[m.Value] = Fresh(m.Value));

    /// <summary>Puts a value in place of a placeholder.</summary>
    public void Set(string placeholder, string value) => _values[placeholder] = value;

    /// <summary>What the placeholders stand for now.</summary>
    public IReadOnlyDictionary<string, string> Known() => new Dictionary<string, string>(_values, StringComparer.Ordinal);

    /// <summary>Forgets what was learnt since <see cref="Known"/>.</summary>
    public void Return(IReadOnlyDictionary<string, string> known)
    {
        _values.Clear();
        foreach ((string placeholder, string value) in known)
        {
            _values[placeholder] = value;
        }
    }

    /// <summary>The first difference between a recorded value and a real one, or null.</summary>
    public string? Differ(JsonNode? expected, JsonNode? actual, string path = "", bool item = false)
    {
        switch (expected)
        {
            case JsonObject members:
                return actual is JsonObject found ? DifferMembers(members, found, path, item) : $"{path}: expected an object, got {Show(actual)}";
            case JsonArray items:
                return actual is JsonArray list ? DifferItems(items, list, path) : $"{path}: expected an array, got {Show(actual)}";
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                string? given = actual is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
                given ??= text.GetValue<string>().StartsWith("<nodeport:", StringComparison.Ordinal) ? actual?.ToJsonString() : null;
                return given is not null && MatchText(text.GetValue<string>(), given) ? null : $"{path}: expected {text.ToJsonString()}, got {Show(actual)}";
            default:
                return JsonNode.DeepEquals(expected, actual) ? null : $"{path}: expected {Show(expected)}, got {Show(actual)}";
        }
    }

    /// <summary>True when a text is the recorded one; placeholders met first take their value from it.</summary>
    public bool MatchText(string expected, string actual)
    {
        string pattern = "";
        int at = 0;
        List<string> fresh = new();
        foreach (Match match in Placeholder().Matches(expected))
        {
            pattern += Regex.Escape(expected[at..match.Index]);
            bool known = _values.TryGetValue(match.Value, out string? value);
            bool bound = match.Value.Contains(':', StringComparison.Ordinal);
            pattern += known && bound ? Regex.Escape(value!) : "(.+?)";
            if (!(known && bound))
            {
                fresh.Add(match.Value);
            }

            at = match.Index + match.Length;
        }

        Match whole = Regex.Match(actual, $"^{pattern}{Regex.Escape(expected[at..])}$", RegexOptions.Singleline);
        for (int i = 0; whole.Success && i < fresh.Count; i++)
        {
            _values[fresh[i]] = whole.Groups[i + 1].Value;
        }

        return whole.Success;
    }

    private string? DifferMembers(JsonObject expected, JsonObject actual, string path, bool item)
    {
        // Keys of list items may stand in names.
        string Real(string recorded) => Placeholder().Replace(recorded, m => _values.GetValueOrDefault(m.Value, m.Value));
        foreach ((string recorded, JsonNode? value) in expected)
        {
            string name = Real(recorded);
            // Columns are described in our own words.
            if (name == "description" && path.Contains("columnDefinitions", StringComparison.Ordinal))
            {
                continue;
            }

            if (!actual.ContainsKey(name))
            {
                // The real server writes some absent times as null.
                if (value is null)
                {
                    continue;
                }

                return $"{path}.{name}: missing, expected {Show(value)}";
            }

            if (Differ(value, actual[name], $"{path}.{name}") is string difference)
            {
                return difference;
            }
        }

        // Items of a recorded list of a built-in kind carry neither kind nor apiVersion; ours do.
        string? extra = actual.Select(m => m.Key).FirstOrDefault(n => !expected.Any(e => Real(e.Key) == n) && !(item && n is "kind" or "apiVersion"));
        return extra is null ? null : $"{path}.{extra}: not expected, got {Show(actual[extra])}";
    }

    private string? DifferItems(JsonArray expected, JsonArray actual, string path)
    {
        if (expected.Count != actual.Count)
        {
            return $"{path}: expected {expected.Count} items, got {Show(actual)}";
        }

        for (int i = 0; i < expected.Count; i++)
        {
            if (Differ(expected[i], actual[i], $"{path}[{i}]", item: true) is string difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string Fresh(string placeholder) => placeholder switch
    {
        _ when placeholder.StartsWith("<uid", StringComparison.Ordinal) => Guid.NewGuid().ToString(),
        _ when placeholder.StartsWith("<rv", StringComparison.Ordinal) => "1",
        _ when placeholder.StartsWith("<ip", StringComparison.Ordinal) => $"10.43.200.{Interlocked.Increment(ref _addresses) % 250}",
        "<time>" => "2026-01-02T03:04:05Z",
        _ when placeholder.StartsWith("<rand5", StringComparison.Ordinal) => "x7k2p",
        _ => "x",
    };

    private static string Show(JsonNode? value) => value?.ToJsonString() is { Length: > 300 } text ? text[..300] : value?.ToJsonString() ?? "null";

    [GeneratedRegex("<(uid|rv|age|time|microtime|continue|rand5|rand|server|token|hash|pem|ip|nodeport)(:\\d+)?>")]
    private static partial Regex Placeholder();
}
