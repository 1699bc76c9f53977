using System.Text.RegularExpressions;

namespace Kuscia.Helm.Functions.Versions;

/// <summary>A set of version ranges such as <c>&gt;=1.19-0 &lt;2 || ^3</c>, with the rules of Masterminds/semver 3.1.1.</summary>
public sealed partial class VersionConstraint
{
    private readonly List<List<Term>> _alternatives;

    private VersionConstraint(List<List<Term>> alternatives) => _alternatives = alternatives;

    /// <summary>Reads a constraint.</summary>
    /// <exception cref="FunctionException">The text is no constraint ("improper constraint: …").</exception>
    public static VersionConstraint Parse(string text)
    {
        string rewritten = HyphenRange().Replace(text, ">= $1, <= $2 ");
        List<List<Term>> alternatives = [];
        foreach (string alternative in rewritten.Split("||"))
        {
            if (!WholePattern().IsMatch(alternative))
                throw new FunctionException($"improper constraint: {text}");
            List<Term> terms = [];
            foreach (Match match in TermPattern().Matches(alternative))
                terms.Add(ParseTerm(match));
            alternatives.Add(terms);
        }

        return new VersionConstraint(alternatives);
    }

    /// <summary>Whether a version satisfies the constraint; prereleases only satisfy terms that name a prerelease.</summary>
    public bool Allows(SemanticVersion version) => _alternatives.Exists(terms => terms.TrueForAll(term => term.Allows(version)));

    private static Term ParseTerm(Match match)
    {
        string major = match.Groups["major"].Value;
        string minor = match.Groups["minor"].Value;
        string patch = match.Groups["patch"].Value;
        string prerelease = match.Groups["pre"].Value;
        bool anyMajor = IsAny(major);
        bool anyMinor = !anyMajor && (minor.Length == 0 || IsAny(minor));
        bool anyPatch = !anyMajor && !anyMinor && (patch.Length == 0 || IsAny(patch));
        bool dirty = anyMajor || anyMinor || anyPatch;
        string text = anyMajor ? "0.0.0"
            : anyMinor ? $"{major}.0.0{prerelease}"
            : anyPatch ? $"{major}.{minor}.0{prerelease}" : $"{major}.{minor}.{patch}{prerelease}";
        string operation = match.Groups["op"].Value switch { "=>" => ">=", "=<" => "<=", "~>" => "~", var other => other };
        return new Term(operation, SemanticVersion.Parse(text), anyMajor, anyMinor, anyPatch, dirty);
    }

    private static bool IsAny(string part) => part is "x" or "X" or "*";

    [GeneratedRegex("\\s*(v?[0-9xX*]+(?:\\.[0-9xX*]+)?(?:\\.[0-9xX*]+)?(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-.]+)?)\\s+-\\s+(v?[0-9xX*]+(?:\\.[0-9xX*]+)?(?:\\.[0-9xX*]+)?(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-.]+)?)\\s*", RegexOptions.NonBacktracking)]
    private static partial Regex HyphenRange();

    [GeneratedRegex("(?<op>=>|=<|!=|>=|<=|~>|=|>|<|~|\\^|)\\s*v?(?<major>[0-9]+|[xX*])(?:\\.(?<minor>[0-9]+|[xX*]))?(?:\\.(?<patch>[0-9]+|[xX*]))?(?<pre>-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?", RegexOptions.NonBacktracking)]
    private static partial Regex TermPattern();

    [GeneratedRegex("^(?:\\s*(?:=>|=<|!=|>=|<=|~>|=|>|<|~|\\^|)\\s*v?(?:[0-9]+|[xX*])(?:\\.(?:[0-9]+|[xX*]))?(?:\\.(?:[0-9]+|[xX*]))?(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\s*,?\\s*|\\z))+\\z", RegexOptions.NonBacktracking)]
    private static partial Regex WholePattern();

    private sealed record Term(string Operation, SemanticVersion Bound, bool AnyMajor, bool AnyMinor, bool AnyPatch, bool Dirty)
    {
        public bool Allows(SemanticVersion version)
        {
            if (version.Prerelease.Length > 0 && Bound.Prerelease.Length == 0)
                return Operation == "!=" && !Dirty;
            int order = version.CompareTo(Bound);
            return Operation switch
            {
                "!=" => NotEqual(version, order),
                ">" => Greater(version, order),
                "<" => order < 0,
                ">=" => order >= 0,
                "<=" => order <= 0 || (Dirty && SameWhereGiven(version)),
                "^" => order >= 0 && Caret(version),
                _ => Dirty || Operation == "~" ? order >= 0 && SameWhereGiven(version) && Tilde(version) : order == 0,
            };
        }

        private bool NotEqual(SemanticVersion version, int order)
        {
            if (!Dirty)
                return order != 0;
            return version.Major != Bound.Major
                || (!AnyMinor && version.Minor != Bound.Minor)
                || (!AnyMinor && !AnyPatch && version.Patch != Bound.Patch);
        }

        // >1.2 is everything from 1.3 on.
        private bool Greater(SemanticVersion version, int order)
        {
            if (!Dirty)
                return order > 0;
            if (version.Major != Bound.Major)
                return version.Major > Bound.Major;
            return !AnyMinor && AnyPatch && version.Minor > Bound.Minor;
        }

        private bool SameWhereGiven(SemanticVersion version) =>
            AnyMajor || (version.Major == Bound.Major && (AnyMinor || version.Minor == Bound.Minor));

        private bool Tilde(SemanticVersion version) =>
            AnyMajor || AnyMinor || (version.Major == Bound.Major && version.Minor == Bound.Minor);

        private bool Caret(SemanticVersion version)
        {
            if (Bound.Major > 0 || AnyMinor)
                return AnyMajor || version.Major == Bound.Major;
            if (version.Major > 0)
                return false;
            if (Bound.Minor > 0 || AnyPatch)
                return version.Minor == Bound.Minor;
            return version.Minor == 0 && version.Patch == Bound.Patch;
        }
    }
}
