using System.Diagnostics.CodeAnalysis;

namespace Kuscia.Helm.Versions;

/// <summary>One bound of a range. Parts that are left out or written as x or * are open.</summary>
internal sealed class VersionBound
{
    // Longer signs first.
    private static readonly string[] Signs = ["!=", ">=", "=>", "<=", "=<", "~>", "=", ">", "<", "~", "^"];

    private readonly string _sign;
    private readonly SemanticVersion _bound;
    private readonly bool _open;
    private readonly bool _minorOpen;
    private readonly bool _patchOpen;

    private VersionBound(string sign, SemanticVersion bound, bool open, bool minorOpen, bool patchOpen)
    {
        _sign = sign;
        _bound = bound;
        _open = open;
        _minorOpen = minorOpen;
        _patchOpen = patchOpen;
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
        bool unexpected = version.PreRelease.Length > 0 && _bound.PreRelease.Length == 0;
        if (_sign == "!=")
        {
            return Differs(version, unexpected);
        }

        return !unexpected && _sign switch
        {
            ">" => IsAbove(version),
            "<" => version.CompareTo(_bound) < 0,
            ">=" or "=>" => version.CompareTo(_bound) >= 0,
            "<=" or "=<" => IsUpTo(version),
            "~" or "~>" => IsNear(version),
            "^" => IsCompatible(version),
            _ => _open ? IsNear(version) : version.CompareTo(_bound) == 0,
        };
    }

    private bool Differs(SemanticVersion version, bool unexpected)
    {
        if (!_open)
        {
            return version.CompareTo(_bound) != 0;
        }

        if (unexpected)
        {
            return false;
        }

        if (_bound.Major != version.Major)
        {
            return true;
        }

        if (_minorOpen)
        {
            return false;
        }

        if (_bound.Minor != version.Minor)
        {
            return true;
        }

        return _patchOpen
            ? SemanticVersion.ComparePreRelease(version.PreRelease, _bound.PreRelease) != 0
            : version.CompareTo(_bound) != 0;
    }

    private bool IsAbove(SemanticVersion version)
    {
        if (!_open || version.Major != _bound.Major)
        {
            return _open ? version.Major > _bound.Major : version.CompareTo(_bound) > 0;
        }

        if (_minorOpen)
        {
            return false;
        }

        return _patchOpen ? version.Minor > _bound.Minor : version.CompareTo(_bound) > 0;
    }

    private bool IsUpTo(SemanticVersion version)
    {
        if (!_open)
        {
            return version.CompareTo(_bound) <= 0;
        }

        return version.Major < _bound.Major || (version.Major == _bound.Major && (_minorOpen || version.Minor <= _bound.Minor));
    }

    private bool IsNear(SemanticVersion version)
    {
        if (version.CompareTo(_bound) < 0)
        {
            return false;
        }

        bool everything = (_bound.Major, _bound.Minor, _bound.Patch) == (0, 0, 0) && !_minorOpen && !_patchOpen;
        return everything || (version.Major == _bound.Major && (_minorOpen || version.Minor == _bound.Minor));
    }

    private bool IsCompatible(SemanticVersion version)
    {
        if (version.CompareTo(_bound) < 0)
        {
            return false;
        }

        if (_bound.Major > 0 || _minorOpen)
        {
            return version.Major == _bound.Major;
        }

        if (version.Major > 0)
        {
            return false;
        }

        if (_bound.Minor > 0 || _patchOpen)
        {
            return version.Minor == _bound.Minor;
        }

        return version.Minor == 0 && version.Patch == _bound.Patch;
    }
}
