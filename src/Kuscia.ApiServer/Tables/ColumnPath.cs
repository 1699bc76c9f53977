using System.Globalization;
using System.Text.Json;

namespace Kuscia.ApiServer.Tables;

/// <summary>
/// The JSONPath of a printer column, as the Kubernetes documentation of custom columns describes it: members, quoted members,
/// indexes, <c>[*]</c> and filters such as <c>[?(@.type=="Ready")]</c>. Immutable.
/// </summary>
internal sealed class ColumnPath
{
    private readonly List<Step> _steps = [];

    private ColumnPath()
    {
    }

    private enum StepKind
    {
        Member,
        Index,
        All,
        Filter,
    }

    /// <summary>Parses a path; throws <see cref="FormatException"/> that names the place of the fault.</summary>
    public static ColumnPath Parse(string text)
    {
        ColumnPath path = new();
        string inner = text.StartsWith('{') && text.EndsWith('}') ? text[1..^1] : text;
        int at = 0;
        while (at < inner.Length)
        {
            at = inner[at] switch
            {
                '.' => path.ReadMember(inner, at + 1),
                '[' => path.ReadBracket(inner, at + 1),
                _ => throw new FormatException($"The column path \"{text}\" must go on with '.' or '[' at position {at}."),
            };
        }

        return path;
    }

    /// <summary>The first value that the path finds, or null.</summary>
    public JsonElement? First(JsonElement root)
    {
        List<JsonElement> current = [root];
        foreach (Step step in _steps)
        {
            List<JsonElement> next = [];
            foreach (JsonElement element in current)
            {
                Apply(step, element, next);
            }

            current = next;
        }

        return current.Count == 0 || current[0].ValueKind == JsonValueKind.Null ? null : current[0];
    }

    private static void Apply(Step step, JsonElement element, List<JsonElement> found)
    {
        switch (step.Kind)
        {
            case StepKind.Member when element.ValueKind == JsonValueKind.Object && element.TryGetProperty(step.Name, out JsonElement value):
                found.Add(value);
                break;
            case StepKind.Index when element.ValueKind == JsonValueKind.Array:
                int index = step.Index < 0 ? element.GetArrayLength() + step.Index : step.Index;
                if (index >= 0 && index < element.GetArrayLength())
                {
                    found.Add(element[index]);
                }

                break;
            case StepKind.All when element.ValueKind == JsonValueKind.Array:
                found.AddRange(element.EnumerateArray());
                break;
            case StepKind.All when element.ValueKind == JsonValueKind.Object:
                found.AddRange(element.EnumerateObject().Select(p => p.Value));
                break;
            case StepKind.Filter when element.ValueKind == JsonValueKind.Array && step.Filter is { } filter:
                found.AddRange(element.EnumerateArray().Where(filter.Matches));
                break;
            default:
                break;
        }
    }

    private int ReadMember(string text, int at)
    {
        int end = at;
        while (end < text.Length && text[end] is not '.' and not '[')
        {
            end += text[end] == '\\' && end + 1 < text.Length ? 2 : 1;
        }

        string name = text[at..end].Replace("\\", "", StringComparison.Ordinal);
        if (name == "*")
        {
            _steps.Add(new Step(StepKind.All));
        }
        else if (name.Length > 0)
        {
            _steps.Add(new Step(StepKind.Member, name));
        }

        return end;
    }

    private int ReadBracket(string text, int at)
    {
        int end = ClosingBracket(text, at);
        string inner = text[at..end].Trim();
        if (inner == "*")
        {
            _steps.Add(new Step(StepKind.All));
        }
        else if (inner is ['\'' or '"', ..])
        {
            _steps.Add(new Step(StepKind.Member, inner[1..^1]));
        }
        else if (inner.StartsWith("?(", StringComparison.Ordinal) && inner.EndsWith(')'))
        {
            _steps.Add(new Step(StepKind.Filter, Filter: ColumnFilter.Parse(inner[2..^1])));
        }
        else if (int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int index))
        {
            _steps.Add(new Step(StepKind.Index, Index: index));
        }
        else
        {
            throw new FormatException($"The column path \"{text}\" has the subscript \"{inner}\"; allowed are a number, *, a quoted name and ?(filter).");
        }

        return end + 1;
    }

    private static int ClosingBracket(string text, int at)
    {
        char quote = '\0';
        int depth = 1;
        for (int i = at; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                continue;
            }

            quote = c is '\'' or '"' ? c : '\0';
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        throw new FormatException($"The column path \"{text}\" has a '[' without ']'.");
    }

    private readonly record struct Step(StepKind Kind, string Name = "", int Index = 0, ColumnFilter? Filter = null);
}
