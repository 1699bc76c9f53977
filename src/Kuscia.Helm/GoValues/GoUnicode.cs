using System.Globalization;
using System.Text;

namespace Kuscia.Helm.GoValues;

/// <summary>Character classes of Go's unicode package.</summary>
internal static class GoUnicode
{
    /// <summary>Letters, marks, numbers, punctuation, symbols and the ASCII space.</summary>
    public static bool IsPrint(Rune rune)
    {
        if (rune.Value < 0x7f)
        {
            return rune.Value >= ' ';
        }
        return Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate);
    }

    /// <summary>What Go's unicode.IsSpace takes for space.</summary>
    public static bool IsSpace(int code) => code is '\t' or '\n' or '\v' or '\f' or '\r' or ' ' or 0x85 or 0xA0 or 0x1680
        or (>= 0x2000 and <= 0x200A) or 0x2028 or 0x2029 or 0x202F or 0x205F or 0x3000;
}
