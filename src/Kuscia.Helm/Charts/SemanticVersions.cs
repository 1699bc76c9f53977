using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kuscia.Helm.Charts;

/// <summary>Reads versions and ranges of versions as chart files write them.</summary>
internal static partial class SemanticVersions
{
    private const int MaxLength = 512;

    public static bool IsVersion(string text) => TryParse(text, out _);

    /// <summary>Whether a version lies in a range such as <c>~1.2</c> or <c>&gt;=1.16.0-0 &lt;1.29.0-0</c>; false when either is malformed.</summary>
    public static bool IsInRange(string range, string version) =>
        TryParse(version, out SemanticVersion? parsed) && VersionRange.TryParse(range, out VersionRange? constraint) && constraint.Contains(parsed);

    public static bool TryParse(string text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        Match match = text.Length <= MaxLength ? Form().Match(text) : Match.Empty;
        if (!match.Success ||
            !TryNumber(match.Groups[1].Value, out ulong major) ||
            !TryNumber(match.Groups[2].Value, out ulong minor) ||
            !TryNumber(match.Groups[3].Value, out ulong patch))
        {
            return false;
        }

        string preRelease = match.Groups[4].Value;
        if (preRelease.Split('.').Any(part => part.Length > 1 && part[0] == '0' && part.All(char.IsAsciiDigit)))
        {
            return false;
        }

        version = new SemanticVersion(major, minor, patch, preRelease, match.Groups[5].Value);
        return true;
    }

    private static bool TryNumber(string digits, out ulong number)
    {
        number = 0;
        return digits.Length == 0 || ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    [GeneratedRegex(@"\Av?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(?:\+([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
