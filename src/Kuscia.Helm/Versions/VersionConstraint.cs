using System.Diagnostics.CodeAnalysis;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Versions;

/// <summary>
/// A set of versions such as <c>&gt;=1.19-0 &lt;2 || ^3</c>, with the rules of Masterminds/semver 3: alternatives separated
/// by <c>||</c>, each a list of bounds that must all hold.
/// </summary>
internal sealed class VersionConstraint
{
    private const int MaxLength = 1024;

    private readonly List<List<VersionBound>> _alternatives;

    private VersionConstraint(List<List<VersionBound>> alternatives) => _alternatives = alternatives;

    /// <summary>Whether a version lies in a range; false when either is malformed.</summary>
    public static bool Allows(string constraint, string version) =>
        SemanticVersion.TryParse(version, out SemanticVersion? parsed, out _) &&
        TryParse(constraint, out VersionConstraint? range, out _) &&
        range.Allows(parsed);

    /// <summary>Reads a constraint; the fault is worded as Masterminds words it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VersionConstraint? constraint, out string fault)
    {
        constraint = null;
        fault = "";
        if (text.Length > MaxLength)
        {
            fault = $"improper constraint: it has {text.Length} characters, more than {MaxLength}";
            return false;
        }

        List<List<VersionBound>> alternatives = new();
        foreach (string alternative in WithoutHyphens(text).Split("||"))
        {
            List<VersionBound> bounds = new();
            if (!TryParseBounds(alternative, bounds, out fault))
            {
                return false;
            }

            alternatives.Add(bounds);
        }

        constraint = new VersionConstraint(alternatives);
        return true;
    }

    public bool Allows(SemanticVersion version) => _alternatives.Exists(bounds => bounds.TrueForAll(bound => bound.Admits(version)));

    private static bool TryParseBounds(string text, List<VersionBound> bounds, out string fault)
    {
        int at = 0;
        do
        {
            at = SkipSpace(text, at);
            string sign = VersionBound.SignAt(text, at);
            at = SkipSpace(text, at + sign.Length);
            VersionParts parts = ReadVersion(text, at);
            if (parts.Major.Length == 0)
            {
                fault = $"improper constraint: {GoQuote.Quote(text)}";
                return false;
            }

            if (!VersionBound.TryCreate(sign, parts, out VersionBound? bound))
            {
                fault = "constraint Parser Error";
                return false;
            }

            bounds.Add(bound);
            at = SkipSpace(text, parts.End);
            at += at < text.Length && text[at] == ',' ? 1 : 0;
        }
        while (at < text.Length);

        fault = "";
        return true;
    }

    // "1.2 - 1.4" stands for ">= 1.2, <= 1.4".
    private static string WithoutHyphens(string text)
    {
        for (int start = 0; start < text.Length; start++)
        {
            VersionParts low = ReadVersion(text, start);
            int dash = SkipSpace(text, low.End);
            if (low.Major.Length == 0 || dash == low.End || dash >= text.Length || text[dash] != '-')
            {
                continue;
            }

            int second = SkipSpace(text, dash + 1);
            VersionParts high = ReadVersion(text, second);
            if (second > dash + 1 && high.Major.Length > 0)
            {
                string range = $">= {text[start..low.End]}, <= {text[second..high.End]} ";
                return text[..start] + range + WithoutHyphens(text[SkipSpace(text, high.End)..]);
            }
        }

        return text;
    }

    private static VersionParts ReadVersion(string text, int at) =>
        VersionParts.Read(text, at < text.Length && text[at] == 'v' ? at + 1 : at, VersionBound.IsNumberPart);

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\n' or '\f' or '\r')
        {
            at++;
        }

        return at;
    }
}
