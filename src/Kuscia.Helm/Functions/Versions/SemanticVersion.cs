using System.Globalization;
using System.Text.RegularExpressions;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Functions.Versions;

/// <summary>A semantic version, read loosely: a leading v, missing parts and leading zeros are fine.</summary>
public sealed partial class SemanticVersion : IGoObject
{
    private SemanticVersion(string original, ulong major, ulong minor, ulong patch, string prerelease, string metadata)
    {
        Original = original;
        Major = major;
        Minor = minor;
        Patch = patch;
        Prerelease = prerelease;
        Metadata = metadata;
    }

    /// <summary>The text the version was read from.</summary>
    public string Original { get; }

    /// <summary>The first number.</summary>
    public ulong Major { get; }

    /// <summary>The second number; 0 when missing.</summary>
    public ulong Minor { get; }

    /// <summary>The third number; 0 when missing.</summary>
    public ulong Patch { get; }

    /// <summary>What follows the dash; empty for a release.</summary>
    public string Prerelease { get; }

    /// <summary>What follows the plus; takes no part in comparison.</summary>
    public string Metadata { get; }

    /// <inheritdoc/>
    public string TypeName => "*semver.Version";

    /// <inheritdoc/>
    public string? Text => ToString();

    /// <summary>Reads a version.</summary>
    public static bool TryParse(string text, out SemanticVersion version)
    {
        version = new SemanticVersion(text, 0, 0, 0, "", "");
        Match match = Pattern().Match(text);
        if (!match.Success
            || !TryPart(match.Groups[1], out ulong major)
            || !TryPart(match.Groups[2], out ulong minor)
            || !TryPart(match.Groups[3], out ulong patch))
            return false;
        string prerelease = match.Groups[4].Value;
        foreach (string part in prerelease.Split('.'))
        {
            if (part.Length > 1 && part[0] == '0' && part.All(char.IsAsciiDigit))
                return false;
        }

        version = new SemanticVersion(text, major, minor, patch, prerelease, match.Groups[5].Value);
        return true;
    }

    /// <summary>Reads a version.</summary>
    /// <exception cref="FunctionException">The text is no version.</exception>
    public static SemanticVersion Parse(string text) =>
        TryParse(text, out SemanticVersion version) ? version : throw new FunctionException("Invalid Semantic Version");

    /// <summary>Orders by precedence: negative, zero or positive; metadata does not count.</summary>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
            return 1;
        int order = Major.CompareTo(other.Major);
        order = order != 0 ? order : Minor.CompareTo(other.Minor);
        order = order != 0 ? order : Patch.CompareTo(other.Patch);
        return order != 0 ? order : ComparePrerelease(Prerelease, other.Prerelease);
    }

    /// <summary>The version in full.</summary>
    public override string ToString()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");
        if (Prerelease.Length > 0)
            text += "-" + Prerelease;
        return Metadata.Length > 0 ? $"{text}+{Metadata}" : text;
    }

    /// <inheritdoc/>
    public GoFunction? FindMethod(string name) => name switch
    {
        "Major" => Getter(name, Major),
        "Minor" => Getter(name, Minor),
        "Patch" => Getter(name, Patch),
        "Prerelease" => Getter(name, Prerelease),
        "Metadata" => Getter(name, Metadata),
        "Original" => Getter(name, Original),
        "String" => Getter(name, ToString()),
        "Compare" => Comparer(name, static order => (nint)order),
        "Equal" => Comparer(name, static order => order == 0),
        "GreaterThan" => Comparer(name, static order => order > 0),
        "LessThan" => Comparer(name, static order => order < 0),
        "IncMajor" => new GoFunction(name, "", (_, _) => new SemanticVersion("", Major + 1, 0, 0, "", "")),
        "IncMinor" => new GoFunction(name, "", (_, _) => new SemanticVersion("", Major, Minor + 1, 0, "", "")),
        "IncPatch" => new GoFunction(name, "", (_, _) => new SemanticVersion("", Major, Minor, Prerelease.Length > 0 ? Patch : Patch + 1, "", "")),
        _ => null,
    };

    /// <inheritdoc/>
    public object? ToJsonValue() => ToString();

    private static GoFunction Getter(string name, object value) => new(name, "", (_, _) => value);

    private GoFunction Comparer(string name, Func<int, object> result) => new(name, "any", (_, a) =>
        a[0] is SemanticVersion other ? result(Math.Sign(CompareTo(other))) : throw new FunctionException($"wrong type for value; expected *semver.Version; got {GoValue.TypeName(a[0])}"));

    private static bool TryPart(Group group, out ulong number)
    {
        number = 0;
        return !group.Success || group.Length == 0 || ulong.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static int ComparePrerelease(string left, string right)
    {
        if (left == right)
            return 0;
        if (left.Length == 0 || right.Length == 0)
            return left.Length == 0 ? 1 : -1;
        string[] a = left.Split('.');
        string[] b = right.Split('.');
        for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            int order = ComparePart(a[i], b[i]);
            if (order != 0)
                return order;
        }

        return a.Length - b.Length;
    }

    // Numbers come before words.
    private static int ComparePart(string left, string right)
    {
        bool leftNumber = ulong.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out ulong a);
        bool rightNumber = ulong.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out ulong b);
        if (leftNumber && rightNumber)
            return a.CompareTo(b);
        if (leftNumber != rightNumber)
            return leftNumber ? -1 : 1;
        return string.CompareOrdinal(left, right);
    }

    [GeneratedRegex("^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
