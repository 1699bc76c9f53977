using System.Text;
using System.Text.RegularExpressions;

namespace Kuscia.Helm.Charts;

/// <summary>The patterns of <c>.Files.Glob</c>: <c>*</c> and <c>?</c> stop at a slash, <c>**</c> does not, <c>[a-z]</c>, <c>[!a-z]</c>, <c>{one,two}</c>, backslash quotes.</summary>
internal sealed class GlobPattern
{
    // A linear-time engine: patterns come from charts.
    private readonly Regex _regex;

    private GlobPattern(string expression) =>
        _regex = new Regex("\\A(?:" + expression + ")\\z", RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);

    /// <summary>Reads a pattern; a malformed one matches everything, as in Helm.</summary>
    public static GlobPattern Parse(string pattern)
    {
        int at = 0;
        string? expression = pattern.Length > 1000 ? null : Sequence(pattern, ref at, depth: 0);
        return new GlobPattern(expression is null || at < pattern.Length ? ".*" : expression);
    }

    public bool Matches(string name) => _regex.IsMatch(name);

    private static string? Sequence(string pattern, ref int at, int depth)
    {
        StringBuilder expression = new();
        while (at < pattern.Length)
        {
            char c = pattern[at];
            if (depth > 0 && c is ',' or '}')
            {
                break;
            }

            string? part = c switch
            {
                '*' => Star(pattern, ref at),
                '?' => Take(ref at, "[^/]"),
                '[' => Set(pattern, ref at),
                '{' => Choice(pattern, ref at, depth),
                '\\' => Quoted(pattern, ref at),
                _ => Take(ref at, Regex.Escape(c.ToString())),
            };
            if (part is null)
            {
                return null;
            }

            expression.Append(part);
        }

        return expression.ToString();
    }

    private static string Take(ref int at, string part)
    {
        at++;
        return part;
    }

    private static string Star(string pattern, ref int at)
    {
        bool deep = at + 1 < pattern.Length && pattern[at + 1] == '*';
        while (at < pattern.Length && pattern[at] == '*')
        {
            at++;
        }

        return deep ? ".*" : "[^/]*";
    }

    private static string? Quoted(string pattern, ref int at)
    {
        if (at + 1 >= pattern.Length)
        {
            return null;
        }

        at += 2;
        return Regex.Escape(pattern[at - 1].ToString());
    }

    private static string? Choice(string pattern, ref int at, int depth)
    {
        List<string> choices = new();
        do
        {
            at++;
            if (depth > 20 || Sequence(pattern, ref at, depth + 1) is not { } choice)
            {
                return null;
            }

            choices.Add(choice);
        }
        while (at < pattern.Length && pattern[at] == ',');

        if (at >= pattern.Length)
        {
            return null;
        }

        at++;
        return "(?:" + string.Join('|', choices) + ")";
    }

    private static string? Set(string pattern, ref int at)
    {
        int end = pattern.IndexOf(']', at + 1);
        if (end < 0)
        {
            return null;
        }

        string body = pattern[(at + 1)..end];
        at = end + 1;
        bool negated = body.StartsWith('!');
        body = negated ? body[1..] : body;
        if (body.Length == 0)
        {
            return null;
        }

        bool isRange = body.Length == 3 && body[1] == '-';
        if (isRange && body[0] > body[2])
        {
            return null;
        }

        string inner = isRange ? $"{Escaped(body[0])}-{Escaped(body[2])}" : string.Concat(body.Select(Escaped));
        return (negated ? "[^" : "[") + inner + "]";
    }

    private static string Escaped(char c) => $"\\u{(int)c:X4}";
}
