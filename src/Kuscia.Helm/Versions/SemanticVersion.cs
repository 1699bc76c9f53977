using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Kuscia.Helm.Versions;

/// <summary>A semantic version, read as Masterminds/semver 3 does: a leading v, missing parts and leading zeros are fine.</summary>
internal sealed class SemanticVersion : IComparable<SemanticVersion>
{
    private SemanticVersion(string original, ulong major, ulong minor, ulong patch, string preRelease, string metadata)
    {
        Original = original;
        Major = major;
        Minor = minor;
        Patch = patch;
        PreRelease = preRelease;
        Metadata = metadata;
    }

    /// <summary>The text the version was read from.</summary>
    public string Original { get; }

    public ulong Major { get; }

    public ulong Minor { get; }

    public ulong Patch { get; }

    /// <summary>What follows the dash; empty for a release.</summary>
    public string PreRelease { get; }

    /// <summary>What follows the plus; takes no part in comparison.</summary>
    public string Metadata { get; }

    public static bool IsVersion(string text) => TryParse(text, out _, out _);

    /// <summary>Reads a version; the fault is worded as Masterminds words it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SemanticVersion? version, out string fault)
    {
        version = null;
        int start = text.StartsWith('v') ? 1 : 0;
        VersionParts parts = VersionParts.Read(text, start, char.IsAsciiDigit);
        if (parts.End != text.Length || parts.Major.Length == 0)
        {
            fault = "invalid semantic version";
            return false;
        }

        if (!TryNumber(parts.Major, out ulong major, out fault) ||
            !TryNumber(parts.Minor, out ulong minor, out fault) ||
            !TryNumber(parts.Patch, out ulong patch, out fault))
        {
            return false;
        }

        if (parts.PreRelease.Split('.').Any(part => part.Length > 1 && part[0] == '0' && part.All(char.IsAsciiDigit)))
        {
            fault = "version segment starts with 0";
            return false;
        }

        version = new SemanticVersion(text, major, minor, patch, parts.PreRelease, parts.Metadata);
        return true;
    }

    /// <summary>Orders by precedence; metadata does not count.</summary>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return order != 0 ? order : ComparePreRelease(PreRelease, other.PreRelease);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Major}.{Minor}.{Patch}{(PreRelease.Length > 0 ? "-" : "")}{PreRelease}{(Metadata.Length > 0 ? "+" : "")}{Metadata}");

    public SemanticVersion NextMajor() => Following(Major + 1, 0, 0);

    public SemanticVersion NextMinor() => Following(Major, Minor + 1, 0);

    /// <summary>The next patch; of a pre-release that is its own release.</summary>
    public SemanticVersion NextPatch() => Following(Major, Minor, PreRelease.Length > 0 ? Patch : Patch + 1);

    /// <summary>Orders pre-releases: none is the greatest, numbers before words, shorter before longer.</summary>
    public static int ComparePreRelease(string left, string right)
    {
        if (left == right)
        {
            return 0;
        }

        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length == 0 ? 1 : -1;
        }

        string[] lefts = left.Split('.');
        string[] rights = right.Split('.');
        for (int i = 0; i < Math.Min(lefts.Length, rights.Length); i++)
        {
            int order = ComparePart(lefts[i], rights[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return lefts.Length.CompareTo(rights.Length);
    }

    private static int ComparePart(string left, string right)
    {
        bool leftIsNumber = ulong.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out ulong leftNumber);
        bool rightIsNumber = ulong.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out ulong rightNumber);
        return (leftIsNumber, rightIsNumber) switch
        {
            (true, true) => leftNumber.CompareTo(rightNumber),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(left, right),
        };
    }

    private static bool TryNumber(string digits, out ulong number, out string fault)
    {
        number = 0;
        bool good = digits.Length == 0 || ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        fault = good ? "" : $"Error parsing version segment: strconv.ParseUint: parsing \"{digits}\": value out of range";
        return good;
    }

    private SemanticVersion Following(ulong major, ulong minor, ulong patch)
    {
        string prefix = Original.StartsWith('v') ? "v" : "";
        return new SemanticVersion(string.Create(CultureInfo.InvariantCulture, $"{prefix}{major}.{minor}.{patch}"), major, minor, patch, "", "");
    }
}
