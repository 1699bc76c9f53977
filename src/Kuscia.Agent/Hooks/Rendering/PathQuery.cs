using System.Globalization;
using System.Text.Json;

namespace Kuscia.Agent.Hooks.Rendering;

/// <summary>A path into a value: <c>.NAME.a.b[0]</c>, <c>[-1]</c>, <c>[k=v]</c>, <c>[.OTHER.path]</c>.</summary>
internal sealed class PathQuery
{
    private readonly string _name;
    private readonly IReadOnlyList<Step> _steps;

    private PathQuery(string name, IReadOnlyList<Step> steps)
    {
        _name = name;
        _steps = steps;
        Keys = [name, .. steps.SelectMany(s => s.IndexQuery?.Keys ?? [])];
    }

    /// <summary>Names of the values the query reads.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>Parses <c>.NAME.path</c>; the first dot may be missing inside an index.</summary>
    public static PathQuery Parse(string text)
    {
        string path = text.StartsWith('.') ? text[1..] : text;
        List<Step> steps = [];
        int at = 0;
        while (at < path.Length)
        {
            at = path[at] == '[' ? ReadIndex(path, at, steps) : ReadMember(path, at, steps);
        }

        return steps is [{ Member: { } name }, ..]
            ? new PathQuery(name, [.. steps.Skip(1)])
            : throw new FormatException($"'{text}' names no value; write {{{{{{.NAME.path}}}}}}");
    }

    /// <summary>Strings raw, everything else as JSON, nothing found as empty.</summary>
    public string Evaluate(ValueSet values)
    {
        if (_steps.Count == 0)
        {
            return values.Text(_name);
        }

        JsonElement? element = values.Json(_name);
        for (int i = 0; i < _steps.Count && element is not null; i++)
        {
            element = _steps[i].Apply(element.Value, values);
        }

        return element is { } found ? Print(found) : "";
    }

    private static string Print(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString() ?? "",
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => element.GetRawText(),
    };

    private static int ReadMember(string path, int at, List<Step> steps)
    {
        int start = path[at] == '.' && steps.Count > 0 ? at + 1 : at;
        int end = path.AsSpan(start).IndexOfAny('.', '[');
        end = end < 0 ? path.Length : start + end;
        if (end == start)
        {
            throw new FormatException($"'{path}' has an empty name at position {start + 1}");
        }

        steps.Add(new Step { Member = path[start..end] });
        return end;
    }

    private static int ReadIndex(string path, int at, List<Step> steps)
    {
        int close = path.IndexOf(']', at);
        if (close < 0 || close == at + 1)
        {
            throw new FormatException($"'{path}': '[' at position {at + 1} needs an index and a ']'");
        }

        string index = path[(at + 1)..close];
        int equals = index.IndexOf('=', StringComparison.Ordinal);
        steps.Add(int.TryParse(index, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? new Step { Index = number }
            : equals > 0 ? new Step { FilterKey = index[..equals], FilterValue = index[(equals + 1)..] }
            : new Step { IndexQuery = Parse(index) });
        return close + 1;
    }

    private sealed class Step
    {
        public string? Member { get; init; }
        public int? Index { get; init; }
        public string? FilterKey { get; init; }
        public string? FilterValue { get; init; }
        public PathQuery? IndexQuery { get; init; }

        public JsonElement? Apply(JsonElement element, ValueSet values)
        {
            if (Member is not null)
            {
                return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(Member, out JsonElement member) && !IsZero(member) ? member : null;
            }

            if (element.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            if (FilterKey is { } key)
            {
                return First(element, key);
            }

            // Zero values count as absent, so an index that is found empty is 0.
            string text = IndexQuery?.Evaluate(values) is { Length: > 0 } found ? found : "0";
            int? index = Index ?? (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int parsed) ? parsed : null);
            int length = element.GetArrayLength();
            int? effective = index < 0 ? index + length : index;
            return effective >= 0 && effective < length ? element[effective.Value] : null;
        }

        private JsonElement? First(JsonElement array, string key)
        {
            foreach (JsonElement item in array.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out JsonElement value) && Print(value) == FilterValue)
                {
                    return item;
                }
            }

            return null;
        }

        private static bool IsZero(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.False => true,
            JsonValueKind.String => element.GetString() is { Length: 0 },
            JsonValueKind.Number => element.TryGetDouble(out double number) && number == 0,
            _ => false,
        };
    }
}
