using System.Globalization;
using System.Text;

namespace Kuscia.Runtime.Client;

/// <summary>Words of a server that may be hostile, fit to be logged and shown: one printable line of limited length.</summary>
internal static class ServerText
{
    /// <summary>Most characters that are kept.</summary>
    public const int MaxLength = 1000;

    /// <summary>The words with every control, format and unassigned character as a blank.</summary>
    public static string OneLine(string? text, int maxLength = MaxLength)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        StringBuilder line = new(Math.Min(text.Length, maxLength));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (line.Length >= maxLength)
            {
                line.Append('…');
                break;
            }

            line.Append(IsPrintable(rune) ? rune.ToString() : " ");
        }

        return line.ToString().Trim();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
