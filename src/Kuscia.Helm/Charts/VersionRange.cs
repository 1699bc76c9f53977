using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Kuscia.Helm.Charts;

/// <summary>A range of versions: alternatives separated by <c>||</c>, each a list of bounds that must all hold.</summary>
internal sealed partial class VersionRange
{
    private const int MaxLength = 1024;
    private const string Version = @"v?[0-9xX*]+(?:\.[0-9xX*]+)?(?:\.[0-9xX*]+)?(?:-[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*)?(?:\+[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*)?";
    private const string Operator = "(?:!=|>=|=>|<=|=<|~>|=|>|<|~|\\^)?";

    private readonly List<List<VersionBound>> alternatives;

    private VersionRange(List<List<VersionBound>> alternatives) => this.alternatives = alternatives;

    public static bool TryParse(string text, [NotNullWhen(true)] out VersionRange? range)
    {
        range = null;
        if (text.Length > MaxLength)
        {
            return false;
        }

        var alternatives = new List<List<VersionBound>>();
        foreach (string alternative in Hyphen().Replace(text, ">= $1, <= $2").Split("||"))
        {
            if (!WholeList().IsMatch(alternative))
            {
                return false;
            }

            var bounds = new List<VersionBound>();
            foreach (Match match in Single().Matches(alternative))
            {
                if (!VersionBound.TryParse(match.Groups[1].Value, match.Groups[2].Value, out VersionBound? bound))
                {
                    return false;
                }

                bounds.Add(bound);
            }

            alternatives.Add(bounds);
        }

        range = new VersionRange(alternatives);
        return true;
    }

    public bool Contains(SemanticVersion version) => alternatives.Any(bounds => bounds.TrueForAll(bound => bound.Admits(version)));

    [GeneratedRegex(@"\s*(" + Version + @")\s+-\s+(" + Version + @")\s*", RegexOptions.NonBacktracking)]
    private static partial Regex Hyphen();

    [GeneratedRegex(@"\A(?:\s*" + Operator + @"\s*" + Version + @"\s*,?)+\z", RegexOptions.NonBacktracking)]
    private static partial Regex WholeList();

    [GeneratedRegex("(" + Operator + @")\s*(" + Version + ")", RegexOptions.NonBacktracking)]
    private static partial Regex Single();
}
