using System.Buffers;
using System.Text;

namespace Kuscia.Agent.Hooks.Rendering;

/// <summary>
/// A config template: text with <c>{{.NAME}}</c> (the value as the body of a JSON string) and <c>{{{.NAME.path[0]}}}</c> (a look into the value parsed as JSON).
/// </summary>
internal sealed class ConfigTemplate
{
    private static readonly SearchValues<char> NoNameCharacters = SearchValues.Create(" .|()\t\n");

    private readonly IReadOnlyList<Part> _parts;

    private ConfigTemplate(IReadOnlyList<Part> parts)
    {
        _parts = parts;
        Keys = [.. parts.SelectMany(p => p.Query is { } query ? query.Keys : p.Name is { } name ? [name] : (IEnumerable<string>)[]).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Names of the values the template asks for.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>Parses a template; throws <see cref="FormatException"/> with the line of the fault.</summary>
    public static ConfigTemplate Parse(string text)
    {
        List<Part> parts = [];
        int at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0)
        {
            parts.Add(Part.Text(text[at..open]));
            bool query = IsQuery(text, open);
            string closing = query ? "}}}" : "}}";
            int start = open + closing.Length;
            int close = text.IndexOf(closing, start, StringComparison.Ordinal);
            if (close < 0)
            {
                throw new FormatException($"line {LineOf(text, open)}: '{{{{' is not closed");
            }

            try
            {
                parts.Add(query ? new Part(null, null, PathQuery.Parse(text[start..close].Trim())) : ParseAction(text[start..close]));
            }
            catch (FormatException e)
            {
                throw new FormatException($"line {LineOf(text, open)}: {e.Message}");
            }

            at = close + closing.Length;
        }

        parts.Add(Part.Text(text[at..]));
        return new ConfigTemplate(parts);
    }

    /// <summary>The text with all values inserted; a missing value is empty.</summary>
    public string Render(IReadOnlyDictionary<string, string> values)
    {
        ValueSet set = new(values);
        StringBuilder result = new();
        foreach (Part part in _parts)
        {
            result.Append(part.Query is { } query ? query.Evaluate(set) : part.Name is { } name ? JsonText.EscapeBody(set.Text(name)) : part.Literal);
        }

        return result.ToString();
    }

    // "{{{" opens a query only when a name follows; otherwise the first brace is text, as in {"a":{{.A}}}.
    private static bool IsQuery(string text, int open)
    {
        int after = open + 3;
        while (after < text.Length && text[after] == ' ')
        {
            after++;
        }

        return open + 2 < text.Length && text[open + 2] == '{' && after < text.Length && text[after] == '.';
    }

    private static Part ParseAction(string action)
    {
        string body = action.Trim();
        if (body.StartsWith('-') || body.EndsWith('-'))
        {
            throw new FormatException($"'{{{{{action}}}}}': trimming of blanks is not supported in config templates");
        }

        return body.Length > 1 && body[0] == '.' && body.AsSpan(1).IndexOfAny(NoNameCharacters) < 0
            ? new Part(null, body[1..], null)
            : throw new FormatException($"'{{{{{action}}}}}' is not supported; write {{{{.NAME}}}} or {{{{{{.NAME.path[0]}}}}}}");
    }

    private static int LineOf(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;

    private sealed record Part(string? Literal, string? Name, PathQuery? Query)
    {
        public static Part Text(string literal) => new(literal, null, null);
    }
}
