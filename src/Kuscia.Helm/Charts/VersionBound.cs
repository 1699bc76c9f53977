using System.Diagnostics.CodeAnalysis;

namespace Kuscia.Helm.Charts;

/// <summary>One bound of a range. Parts that are left out or written as x or * are open.</summary>
internal sealed class VersionBound
{
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

    public static bool TryParse(string sign, string text, [NotNullWhen(true)] out VersionBound? parsed)
    {
        parsed = null;
        int tail = text.IndexOfAny(['-', '+']);
        string suffix = tail < 0 ? "" : text[tail..];
        string[] parts = (tail < 0 ? text : text[..tail]).TrimStart('v').Split('.');
        bool majorOpen = IsOpen(parts, 0);
        bool minorOpen = !majorOpen && IsOpen(parts, 1);
        bool patchOpen = !majorOpen && !minorOpen && IsOpen(parts, 2);
        string major = majorOpen ? "0" : parts[0];
        string minor = majorOpen || minorOpen ? "0" : parts[1];
        string patch = majorOpen || minorOpen || patchOpen ? "0" : parts[2];
        if (!SemanticVersions.TryParse($"{major}.{minor}.{patch}{suffix}", out SemanticVersion? version))
        {
            return false;
        }

        parsed = new VersionBound(sign, version, majorOpen || minorOpen || patchOpen, minorOpen, patchOpen);
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

    private static bool IsOpen(string[] parts, int index) => index >= parts.Length || parts[index] is "x" or "X" or "*";

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
