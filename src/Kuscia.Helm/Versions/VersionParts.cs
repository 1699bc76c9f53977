namespace Kuscia.Helm.Versions;

/// <summary>
/// The pieces of a version as written; pieces that are left out are empty. Scanned by hand, because every chart is
/// checked for its version and building an expression for that costs more than the check.
/// </summary>
internal readonly record struct VersionParts(string Major, string Minor, string Patch, string PreRelease, string Metadata, int End)
{
    /// <summary>Reads as far as a version goes; without a first number nothing is read.</summary>
    public static VersionParts Read(string text, int at, Func<char, bool> isNumberPart)
    {
        string major = Run(text, ref at, isNumberPart);
        if (major.Length == 0)
        {
            return new VersionParts("", "", "", "", "", at);
        }

        string minor = After('.', text, ref at, isNumberPart);
        string patch = minor.Length == 0 ? "" : After('.', text, ref at, isNumberPart);
        string preRelease = Words('-', text, ref at);
        string metadata = Words('+', text, ref at);
        return new VersionParts(major, minor, patch, preRelease, metadata, at);
    }

    private static string Run(string text, ref int at, Func<char, bool> accepts)
    {
        int start = at;
        while (at < text.Length && accepts(text[at]))
        {
            at++;
        }

        return text[start..at];
    }

    private static string After(char mark, string text, ref int at, Func<char, bool> accepts)
    {
        if (at + 1 >= text.Length || text[at] != mark || !accepts(text[at + 1]))
        {
            return "";
        }

        at++;
        return Run(text, ref at, accepts);
    }

    // Words of letters, digits and dashes, separated by dots.
    private static string Words(char mark, string text, ref int at)
    {
        if (After(mark, text, ref at, IsWordPart) is not { Length: > 0 } first)
        {
            return "";
        }

        int start = at - first.Length;
        while (After('.', text, ref at, IsWordPart).Length > 0)
        {
        }

        return text[start..at];
    }

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '-';
}
