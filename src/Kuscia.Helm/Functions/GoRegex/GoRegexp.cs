using System.Collections.Concurrent;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>A Go regular expression: the syntax, the choice among matches and the bounded time are Go's. Immutable.</summary>
internal sealed class GoRegexp
{
    private const int MaxCached = 500;
    private const int MaxCachedSize = 2_000;
    private const int MaxCachedRanges = 20_000;
    private const int MaxShallow = 100;

    private static readonly ConcurrentDictionary<string, GoRegexp> Cache = new(StringComparer.Ordinal);

    private readonly RegexProgram _program;
    private readonly bool _isEmpty;

    private GoRegexp(string pattern, RegexProgram program, IReadOnlyList<string?> groups)
    {
        _isEmpty = pattern.Length == 0;
        _program = program;
        Groups = groups;
    }

    /// <summary>The names of the groups by number; group 0 is the whole match.</summary>
    public IReadOnlyList<string?> Groups { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="context">Is charged for the work; null when nobody counts it.</param>
    /// <exception cref="FunctionException">The pattern is wrong, or too large.</exception>
    public static GoRegexp Compile(string pattern, FunctionContext? context = null)
    {
        if (Cache.TryGetValue(pattern, out GoRegexp? known))
        {
            return known;
        }
        (RegexNode node, RegexParser parser) = RegexParser.Parse(pattern);
        context?.Charge((node.Size / 16) + (parser.Ranges / 64));
        // Writing the program recurses over the tree.
        RegexProgram program = node.Height > MaxShallow || StackGuard.IsLow
            ? StackGuard.OnFreshStack(() => new RegexProgram(node))
            : new RegexProgram(node);
        GoRegexp regexp = new(pattern, program, parser.Groups);
        if (program.Code.Length > MaxCachedSize || pattern.Length > MaxCachedSize || parser.Ranges > MaxCachedRanges)
        {
            return regexp;
        }
        if (Cache.Count > MaxCached)
        {
            Cache.Clear();
        }
        Cache[pattern] = regexp;
        return regexp;
    }

    public bool IsMatch(string text, FunctionContext? context = null) => new RegexMachine(_program, text, null, context).Find(0) is not null;

    /// <summary>The first match; null when there is none.</summary>
    public string? Find(string text, FunctionContext? context = null) =>
        new RegexMachine(_program, text, [], context).Find(0) is { } match ? text[match.Start..match.End] : null;

    /// <summary>The matches one after the other; an empty one right behind another match does not count.</summary>
    /// <param name="text">The text to look through.</param>
    /// <param name="count">How many matches at most; all when negative.</param>
    /// <param name="groups">The groups that the matches tell about.</param>
    /// <param name="context">Is charged for the work; null when nobody counts it.</param>
    public IEnumerable<RegexMatch> FindAll(string text, long count, IReadOnlyList<int> groups, FunctionContext? context = null)
    {
        RegexMachine machine = new(_program, text, groups, context);
        int at = 0;
        int lastEnd = -1;
        for (long found = 0; at <= text.Length && (count < 0 || found < count);)
        {
            if (machine.Find(at) is not { } match)
            {
                yield break;
            }
            bool counts = match.End > at || match.Start != lastEnd;
            at = match.End > at ? match.End : Advance(text, at);
            lastEnd = match.End;
            if (!counts)
            {
                continue;
            }
            found++;
            yield return match;
        }
    }

    /// <summary>Replaces all matches by a template with $1, ${name} and $$.</summary>
    public string Replace(string text, string template, bool literal, FunctionContext? context = null)
    {
        ReplacementTemplate? replacement = literal ? null : new ReplacementTemplate(template, Groups);
        StringBuilder output = new(text.Length);
        int at = 0;
        foreach (RegexMatch match in FindAll(text, -1, replacement?.Groups ?? [], context))
        {
            output.Append(text, at, match.Start - at);
            if (replacement is null)
            {
                output.Append(template);
            }
            else
            {
                replacement.Append(output, text, match);
            }
            GoText.RequireBounded(output);
            at = match.End;
        }

        return output.Append(text, at, text.Length - at).ToString();
    }

    public List<string> Split(string text, long count, FunctionContext? context = null)
    {
        if (count == 0)
        {
            return [];
        }
        if (text.Length == 0 && !_isEmpty)
        {
            return [""];
        }
        List<string> parts = [];
        int begin = 0;
        int end = 0;
        foreach (RegexMatch match in FindAll(text, count, [], context))
        {
            if (count > 0 && parts.Count == count - 1)
            {
                break;
            }
            end = match.Start;
            if (match.End != 0)
            {
                parts.Add(text[begin..end]);
            }
            begin = match.End;
        }

        if (end != text.Length)
        {
            parts.Add(text[begin..]);
        }
        return parts;
    }

    private static int Advance(string text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? at + 2 : at + 1;
}
