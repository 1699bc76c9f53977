using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Kuscia.Model.Meta;

/// <summary>
/// Texts of strangers as one printable line: what is stored, logged or shown of them can neither move a terminal's cursor, nor forge a second line of a log,
/// nor fill it.
/// </summary>
public static class PrintableLine
{
    /// <summary>Longest line in bytes of UTF-8; a text that is cut ends in "…".</summary>
    public const int MaxBytes = 1024;

    private const char Cut = '…';
    private const int CutBytes = 3;

    /// <summary>The text as one line; null for null.</summary>
    /// <remarks>Control characters and line ends become one blank, invisible ones (direction marks, zero width) vanish, what is no character becomes "�".</remarks>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text) => text is null || IsPlain(text) ? text : Clean(text);

    // The same instance comes back for what most texts are: then nothing seems to have changed.
    private static bool IsPlain(string text)
    {
        if (text.Length > MaxBytes)
        {
            return false;
        }

        foreach (char c in text)
        {
            if (c is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    private static string Clean(string text)
    {
        StringBuilder line = new(Math.Min(text.Length, MaxBytes));
        int bytes = 0;
        int whole = 0;
        bool blank = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            Kind kind = KindOf(rune);
            if (kind == Kind.Nothing || (kind == Kind.Blank && blank))
            {
                continue;
            }

            blank = kind == Kind.Blank;
            Rune shown = blank ? new Rune(' ') : rune;
            bytes += shown.Utf8SequenceLength;
            if (bytes > MaxBytes)
            {
                line.Length = whole;
                return line.Append(Cut).ToString();
            }

            line.Append(shown.ToString());
            whole = bytes <= MaxBytes - CutBytes ? line.Length : whole;
        }

        return line.ToString();
    }

    private static Kind KindOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => Kind.Blank,
        UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate => Kind.Nothing,
        _ => Kind.Shown,
    };

    private enum Kind
    {
        Shown,
        Blank,
        Nothing,
    }
}
