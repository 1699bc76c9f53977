using System.Globalization;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Text;

/// <summary>Functions that change upper and lower case.</summary>
internal static class CaseFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        new("upper", "string", static (_, a) => ((string)a[0]!).ToUpperInvariant()),
        new("lower", "string", static (_, a) => ((string)a[0]!).ToLowerInvariant()),
        new("title", "string", static (_, a) => Title((string)a[0]!)),
        new("untitle", "string", static (_, a) => Untitle((string)a[0]!)),
        new("swapcase", "string", static (_, a) => SwapCase((string)a[0]!)),
        new("initials", "string", static (_, a) => Initials((string)a[0]!)),
        new("camelcase", "string", static (_, a) => CamelCase((string)a[0]!)),
        new("snakecase", "string", static (_, a) => WordCase.Lower((string)a[0]!, '_')),
        new("kebabcase", "string", static (_, a) => WordCase.Lower((string)a[0]!, '-')),
    ];

    private static string Title(string text)
    {
        StringBuilder output = new(text.Length);
        Rune before = new(' ');
        foreach (Rune rune in text.EnumerateRunes())
        {
            output.Append((IsSeparator(before) ? Rune.ToUpperInvariant(rune) : rune).ToString());
            before = rune;
        }

        return output.ToString();
    }

    private static bool IsSeparator(Rune rune)
    {
        if (rune.IsAscii)
        {
            return !Rune.IsLetterOrDigit(rune) && rune.Value != '_';
        }
        return !Rune.IsLetterOrDigit(rune) && GoUnicode.IsSpace(rune.Value);
    }

    private static string Untitle(string text)
    {
        StringBuilder output = new(text.Length);
        bool first = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool space = GoUnicode.IsSpace(rune.Value);
            output.Append((first && !space ? Rune.ToLowerInvariant(rune) : rune).ToString());
            first = space;
        }

        return output.ToString();
    }

    private static string SwapCase(string text)
    {
        StringBuilder output = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            Rune swapped = Rune.IsUpper(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter
                ? Rune.ToLowerInvariant(rune)
                : Rune.IsLower(rune) ? Rune.ToUpperInvariant(rune) : rune;
            output.Append(swapped.ToString());
        }

        return output.ToString();
    }

    private static string Initials(string text)
    {
        StringBuilder output = new();
        bool gap = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool space = GoUnicode.IsSpace(rune.Value);
            if (gap && !space)
            {
                output.Append(rune.ToString());
            }
            gap = space;
        }

        return output.ToString();
    }

    // Connectors at the start stay; of several in a row all but the last stay.
    private static string CamelCase(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        StringBuilder output = new(text.Length);
        int at = 0;
        while (at < runes.Length && WordCase.IsConnector(runes[at]))
        {
            output.Append(runes[at++].ToString());
        }
        if (at == runes.Length)
        {
            return output.ToString();
        }
        Rune current = Rune.ToUpperInvariant(runes[at++]);
        for (; at < runes.Length; at++)
        {
            Rune before = current;
            current = runes[at];
            if (WordCase.IsConnector(before))
            {
                if (WordCase.IsConnector(current))
                {
                    output.Append(before.ToString());
                }
                else
                {
                    current = Rune.ToUpperInvariant(current);
                }
                continue;
            }

            current = Rune.ToLowerInvariant(current);
            output.Append(before.ToString());
        }

        return output.Append(current.ToString()).ToString();
    }
}
