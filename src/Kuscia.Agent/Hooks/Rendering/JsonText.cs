using System.Globalization;
using System.Text;

namespace Kuscia.Agent.Hooks.Rendering;

/// <summary>Writes a text as the body of a JSON string (RFC 8259 §7), without the quotes around it.</summary>
internal static class JsonText
{
    public static string EscapeBody(string value)
    {
        StringBuilder result = new(value.Length + 16);
        foreach (Rune rune in value.EnumerateRunes())
        {
            Append(result, rune);
        }

        return result.ToString();
    }

    private static void Append(StringBuilder result, Rune rune)
    {
        string? named = rune.Value switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\b' => "\\b",
            '\f' => "\\f",
            _ => null,
        };
        if (named is not null)
        {
            result.Append(named);
            return;
        }

        if (IsPrintable(rune))
        {
            result.Append(rune.ToString());
            return;
        }

        foreach (char unit in rune.ToString())
        {
            result.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
        }
    }

    // Other blanks than the space, controls, formats, private and unassigned code points are escaped.
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
