using System.Diagnostics.CodeAnalysis;

namespace Kuscia.Helm.Versions;

/// <summary>One bound of a range. Parts that are left out or written as x or * are open.</summary>
internal sealed class VersionBound
{
    // Longer signs first.
    private static readonly string[] Signs = ["!=", ">=", "=>", "<=", "=<", "~>", "=", ">", "<", "~", "^"];

    private readonly string sign;
    private readonly SemanticVersion bound;
    private readonly bool open;
    private readonly bool minorOpen;
    private readonly bool patchOpen;

    private VersionBound(string sign, SemanticVersion bound, bool open, bool minorOpen, bool patchOpen)
    {
        this.sign = sign;
        this.bound = bound;
        this.open = open;
        this.minorOpen = minorOpen;
        this.patchOpen = patchOpen;
    }

    /// <summary>The sign that starts at a place; empty when there is none.</summary>
    public static string SignAt(string text, int at) =>
        Array.Find(Signs, sign => string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0) ?? "";

    /// <summary>What the numbers of a bound may be made of; the bar is accepted here and refused as a number, as the original does.</summary>
    public static bool IsNumberPart(char c) => char.IsAsciiDigit(c) || c is 'x' or 'X' or '*' or '|';

    public static bool TryCreate(string sign, VersionParts parts, [NotNullWhen(true)] out VersionBound? created)
    {
        created = null;
        bool majorOpen = parts.Major is "x" or "X" or "*";
        bool minorOpen = !majorOpen && (parts.Minor is "" or "x" or "X" or "*");
        bool patchOpen = !majorOpen && !minorOpen && (parts.Patch is "" or "x" or "X" or "*");
        string suffix = parts.PreRelease.Length > 0 ? "-" + parts.PreRelease : "";
        string text = majorOpen ? "0.0.0"
            : minorOpen ? $"{parts.Major}.0.0{suffix}"
            : $"{parts.Major}.{parts.Minor}.{(patchOpen ? "0" : parts.Patch)}{suffix}";
        if (!SemanticVersion.TryParse(text, out SemanticVersion? version, out _))
        {
            return false;
        }

        created = new VersionBound(sign, version, majorOpen || minorOpen || patchOpen, minorOpen, patchOpen);
        return true;
    }

    public bool Admits(SemanticVersion version)
    {
        // A pre-release is only taken by a bound that names one itself.
        bool unexpected = version.PreRelease.Length > 0 && bound.PreRelease.Length == 0;
        if (sign == "!=")
        {
            return Differs(version, unexpected);
        }

        return !unexpected && sign switch
        {
            ">" => IsAbove(version),
            "<" => version.CompareTo(bound) < 0,
            ">=" or "=>" => version.CompareTo(bound) >= 0,
            "<=" or "=<" => IsUpTo(version),
            "~" or "~>" => IsNear(version),
            "^" => IsCompatible(version),
            _ => open ? IsNear(version) : version.CompareTo(bound) == 0,
        };
    }

    private bool Differs(SemanticVersion version, bool unexpected)
    {
        if (!open)
        {
            return version.CompareTo(bound) != 0;
        }

        if (unexpected)
        {
            return false;
        }

        if (bound.Major != version.Major)
        {
            return true;
        }

        if (minorOpen)
        {
            return false;
        }

        if (bound.Minor != version.Minor)
        {
            return true;
        }

        return patchOpen
            ? SemanticVersion.ComparePreRelease(version.PreRelease, bound.PreRelease) != 0
            : version.CompareTo(bound) != 0;
    }

    private bool IsAbove(SemanticVersion version)
    {
        if (!open || version.Major != bound.Major)
        {
            return open ? version.Major > bound.Major : version.CompareTo(bound) > 0;
        }

        if (minorOpen)
        {
            return false;
        }

        return patchOpen ? version.Minor > bound.Minor : version.CompareTo(bound) > 0;
    }

    private bool IsUpTo(SemanticVersion version)
    {
        if (!open)
        {
            return version.CompareTo(bound) <= 0;
        }

        return version.Major < bound.Major || (version.Major == bound.Major && (minorOpen || version.Minor <= bound.Minor));
    }

    private bool IsNear(SemanticVersion version)
    {
        if (version.CompareTo(bound) < 0)
        {
            return false;
        }

        bool everything = (bound.Major, bound.Minor, bound.Patch) == (0, 0, 0) && !minorOpen && !patchOpen;
        return everything || (version.Major == bound.Major && (minorOpen || version.Minor == bound.Minor));
    }

    private bool IsCompatible(SemanticVersion version)
    {
        if (version.CompareTo(bound) < 0)
        {
            return false;
        }

        if (bound.Major > 0 || minorOpen)
        {
            return version.Major == bound.Major;
        }

        if (version.Major > 0)
        {
            return false;
        }

        if (bound.Minor > 0 || patchOpen)
        {
            return version.Minor == bound.Minor;
        }

        return version.Minor == 0 && version.Patch == bound.Patch;
    }
}
