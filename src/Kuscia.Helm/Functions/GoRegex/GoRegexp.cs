using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Text;
using Kuscia.Helm.Templates.Evaluation;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>A Go regular expression, run by .NET's engine without backtracking: time grows with the length of the text only.</summary>
internal sealed class GoRegexp
{
    private const int MaxCached = 500;
    private static readonly ConcurrentDictionary<string, GoRegexp> Cache = new(StringComparer.Ordinal);

    private readonly Regex _regex;
    private readonly List<string?> _groups;
    private readonly bool _wordBoundary;

    private GoRegexp(Regex regex, RegexParser parser)
    {
        _regex = regex;
        _groups = parser.Groups;
        _wordBoundary = parser.UsesWordBoundary;
    }

    /// <exception cref="FunctionException">The pattern is wrong, or too large for the engine.</exception>
    public static GoRegexp Compile(string pattern)
    {
        if (Cache.TryGetValue(pattern, out GoRegexp? known))
            return known;
        // The parsers, ours and .NET's, recurse over nested groups.
        return StackGuard.OnFreshStack(() => Build(pattern));
    }

    private static GoRegexp Build(string pattern)
    {
        (RegexNode node, RegexParser parser) = RegexParser.Parse(pattern);
        StringBuilder translated = new();
        Translate(node, translated);
        GoRegexp regexp;
        try
        {
            regexp = new GoRegexp(new Regex(translated.ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), parser);
        }
        catch (Exception error) when (error is NotSupportedException or RegexParseException or InsufficientExecutionStackException)
        {
            throw new FunctionException($"error parsing regexp: expression too large: `{pattern}`", error);
        }

        if (Cache.Count > MaxCached)
            Cache.Clear();
        Cache[pattern] = regexp;
        return regexp;
    }

    public bool IsMatch(string text) => _regex.IsMatch(Checked(text));

    /// <summary>The first match; null when there is none.</summary>
    public string? Find(string text)
    {
        Match match = _regex.Match(Checked(text));
        return match.Success ? match.Value : null;
    }

    /// <summary>The matches one after the other; an empty one right after another match does not count.</summary>
    public IEnumerable<Match> FindAll(string text, long count)
    {
        Checked(text);
        int at = 0;
        int lastEnd = -1;
        for (long found = 0; at <= text.Length && (count < 0 || found < count);)
        {
            Match match = _regex.Match(text, at);
            if (!match.Success)
                yield break;
            int end = match.Index + match.Length;
            bool counts = match.Length > 0 || match.Index != lastEnd;
            at = match.Length > 0 ? end : Advance(text, end);
            lastEnd = end;
            if (!counts)
                continue;
            found++;
            yield return match;
        }
    }

    /// <summary>Replaces all matches by a template with $1, ${name} and $$.</summary>
    public string Replace(string text, string template, bool literal)
    {
        StringBuilder output = new(text.Length);
        int at = 0;
        foreach (Match match in FindAll(text, -1))
        {
            output.Append(text, at, match.Index - at);
            if (literal)
                output.Append(template);
            else
                Expand(output, template, match);
            GoText.RequireBounded(output);
            at = match.Index + match.Length;
        }

        return output.Append(text, at, text.Length - at).ToString();
    }

    public List<string> Split(string text, long count)
    {
        if (count == 0)
            return [];
        if (text.Length == 0)
            return [""];
        List<string> parts = [];
        int begin = 0;
        int end = 0;
        foreach (Match match in FindAll(text, count))
        {
            if (count > 0 && parts.Count == count - 1)
                break;
            end = match.Index;
            if (match.Index + match.Length != 0)
                parts.Add(text[begin..end]);
            begin = match.Index + match.Length;
        }

        if (end != text.Length)
            parts.Add(text[begin..]);
        return parts;
    }

    private static int Advance(string text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? at + 2 : at + 1;

    // .NET finds words by Unicode, Go by ASCII.
    private string Checked(string text)
    {
        if (_wordBoundary && !Ascii.IsValid(text))
            throw new FunctionException("regular expression: \\b and \\B are supported on ASCII text only; write the neighbouring characters instead");
        return text;
    }

    private void Expand(StringBuilder output, string template, Match match)
    {
        for (int i = 0; i < template.Length; i++)
        {
            if (template[i] != '$')
            {
                output.Append(template[i]);
                continue;
            }

            if (i + 1 < template.Length && template[i + 1] == '$')
            {
                output.Append('$');
                i++;
            }
            else if (TryName(template, i + 1, out string name, out int end))
            {
                output.Append(GroupValue(match, name));
                i = end - 1;
            }
            else
            {
                output.Append('$');
            }
        }
    }

    private static bool TryName(string template, int start, out string name, out int end)
    {
        bool braces = start < template.Length && template[start] == '{';
        int from = braces ? start + 1 : start;
        end = from;
        while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_'))
            end++;
        name = template[from..end];
        if (name.Length == 0 || (braces && (end >= template.Length || template[end] != '}')))
            return false;
        if (braces)
            end++;
        return true;
    }

    private string GroupValue(Match match, string name)
    {
        int number = int.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int parsed)
            ? parsed
            : _groups.IndexOf(name);
        return number >= 0 && number < _groups.Count ? match.Groups[number].Value : "";
    }

    private static void Translate(RegexNode node, StringBuilder output)
    {
        switch (node)
        {
            case CharacterNode character:
                output.Append(character.Set.ToPattern());
                break;
            case AnchorNode anchor:
                output.Append(anchor.Pattern);
                break;
            case SequenceNode sequence:
                foreach (RegexNode item in sequence.Items)
                    Translate(item, output);
                break;
            case ChoiceNode choice:
                TranslateChoice(choice, output);
                break;
            case RepeatNode repeat:
                TranslateRepeat(repeat, output);
                break;
            case CaptureNode capture:
                output.Append('(');
                Translate(capture.Item, output);
                output.Append(')');
                break;
        }
    }

    private static void TranslateChoice(ChoiceNode choice, StringBuilder output)
    {
        output.Append("(?:");
        for (int i = 0; i < choice.Items.Count; i++)
        {
            if (i > 0)
                output.Append('|');
            Translate(choice.Items[i], output);
        }

        output.Append(')');
    }

    private static void TranslateRepeat(RepeatNode repeat, StringBuilder output)
    {
        output.Append("(?:");
        Translate(repeat.Item, output);
        output.Append("){").Append(repeat.Least).Append(',');
        if (repeat.Most is { } most)
            output.Append(most);
        output.Append('}');
        if (repeat.Lazy)
            output.Append('?');
    }
}
