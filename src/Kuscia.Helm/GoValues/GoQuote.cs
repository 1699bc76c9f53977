using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kuscia.Helm.GoValues;

/// <summary>Quoting and unquoting as Go's strconv does.</summary>
internal static class GoQuote
{
    /// <summary>Quotes text in double quotes.</summary>
    public static string Quote(string text) => QuoteWith(text, '"', false);

    /// <summary>Quotes text in double quotes with ASCII only.</summary>
    public static string QuoteAscii(string text) => QuoteWith(text, '"', true);

    /// <summary>Quotes a character in single quotes.</summary>
    public static string QuoteRune(long rune, bool asciiOnly = false)
    {
        int code = rune is < 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF) ? 0xFFFD : (int)rune;
        StringBuilder output = new("'");
        Append(output, new Rune(code), '\'', asciiOnly);
        return output.Append('\'').ToString();
    }

    /// <summary>Whether text can be written between back quotes.</summary>
    public static bool CanBackquote(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if ((rune.Value < ' ' && rune.Value != '\t') || rune.Value is '`' or 0x7f or 0xFEFF or 0xFFFD)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The form U+0041 or, with the character, U+0041 'A'.</summary>
    public static string UnicodePoint(long rune, bool withCharacter)
    {
        string text = "U+" + rune.ToString("X4", CultureInfo.InvariantCulture);
        return withCharacter && rune is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF) && GoUnicode.IsPrint(new Rune((int)rune))
            ? $"{text} '{new Rune((int)rune)}'"
            : text;
    }

    /// <summary>Reads a Go string literal in double quotes or back quotes.</summary>
    public static bool TryUnquote(string quoted, out string text)
    {
        text = "";
        if (quoted.Length < 2 || quoted[0] != quoted[^1])
        {
            return false;
        }
        string body = quoted[1..^1];
        if (quoted[0] == '`')
        {
            text = body.Replace("\r", "", StringComparison.Ordinal);
            return true;
        }

        if (!body.Contains('\\', StringComparison.Ordinal))
        {
            text = body;
            return !body.Contains('\n', StringComparison.Ordinal);
        }

        return TryUnescape(body, out text);
    }

    /// <summary>Reads one character of a literal.</summary>
    /// <param name="text">The literal from the character on.</param>
    /// <param name="quote">The quote around the literal.</param>
    /// <param name="rune">The code point, or the byte for \x and octal escapes.</param>
    /// <param name="used">How many units it takes.</param>
    public static bool TryUnquoteCharacter(ReadOnlySpan<char> text, char quote, out int rune, out int used)
    {
        rune = 0;
        used = 0;
        if (text.IsEmpty || text[0] == quote || text[0] == '\n')
        {
            return false;
        }
        if (text[0] != '\\')
        {
            if (Rune.DecodeFromUtf16(text, out Rune plain, out used) != OperationStatus.Done)
            {
                return false;
            }
            rune = plain.Value;
            return true;
        }

        return text.Length >= 2 && TryEscape(text, quote, out rune, out used);
    }

    private static bool TryUnescape(string body, out string text)
    {
        text = "";
        ArrayBufferWriter<byte> bytes = new(body.Length);
        ReadOnlySpan<char> rest = body;
        while (!rest.IsEmpty)
        {
            if (!TryUnquoteCharacter(rest, '"', out int rune, out int used))
            {
                return false;
            }
            bool isByte = rest[0] == '\\' && rest[1] is 'x' or (>= '0' and <= '7');
            if (rest[0] == '\\' && isByte)
            {
                bytes.Write([(byte)rune]);
            }
            else
            {
                bytes.Advance(new Rune(rune).EncodeToUtf8(bytes.GetSpan(4)));
            }
            rest = rest[used..];
        }

        text = GoText.FromBytes(bytes.WrittenSpan);
        return true;
    }

    private static bool TryEscape(ReadOnlySpan<char> text, char quote, out int rune, out int used)
    {
        used = 2;
        rune = text[1] switch
        {
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            '\\' => '\\',
            '\'' or '"' when text[1] == quote => quote,
            _ => -1,
        };
        if (rune >= 0)
        {
            return true;
        }
        int digits = text[1] switch { 'x' => 2, 'u' => 4, 'U' => 8, >= '0' and <= '7' => 3, _ => 0 };
        if (digits == 0)
        {
            return false;
        }
        int start = digits == 3 ? 1 : 2;
        used = start + digits;
        if (text.Length < used || !TryDigits(text[start..used], digits == 3 ? 8 : 16, out long value))
        {
            return false;
        }
        rune = (int)value;
        return digits switch
        {
            2 => true,
            3 => value <= 255,
            _ => value <= 0x10FFFF && value is < 0xD800 or > 0xDFFF,
        };
    }

    private static bool TryDigits(ReadOnlySpan<char> digits, int numberBase, out long value)
    {
        value = 0;
        foreach (char c in digits)
        {
            if (!char.IsAsciiHexDigit(c) || (numberBase == 8 && c is not (>= '0' and <= '7')))
            {
                return false;
            }
            value = value * numberBase + Convert.ToInt32(c.ToString(), 16);
        }

        return true;
    }

    private static string QuoteWith(string text, char quote, bool asciiOnly)
    {
        StringBuilder output = new(text.Length + 8);
        output.Append(quote);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out Rune rune, out int used) == OperationStatus.Done)
            {
                Append(output, rune, quote, asciiOnly);
            }
            else if (GoText.IsCarried(rest[0]))
            {
                output.Append("\\x").Append((rest[0] - 0xDC00).ToString("x2", CultureInfo.InvariantCulture));
            }
            else
            {
                output.Append('\uFFFD');
            }
            rest = rest[Math.Max(used, 1)..];
        }

        return output.Append(quote).ToString();
    }

    private static void Append(StringBuilder output, Rune rune, char quote, bool asciiOnly)
    {
        int code = rune.Value;
        if (code == quote || code == '\\')
        {
            output.Append('\\').Append((char)code);
            return;
        }

        if (asciiOnly ? code < 0x80 && GoUnicode.IsPrint(rune) : GoUnicode.IsPrint(rune))
        {
            output.Append(rune.ToString());
            return;
        }

        output.Append(code switch
        {
            7 => "\\a",
            8 => "\\b",
            12 => "\\f",
            10 => "\\n",
            13 => "\\r",
            9 => "\\t",
            11 => "\\v",
            < ' ' or 0x7f => "\\x" + code.ToString("x2", CultureInfo.InvariantCulture),
            < 0x10000 => "\\u" + code.ToString("x4", CultureInfo.InvariantCulture),
            _ => "\\U" + code.ToString("x8", CultureInfo.InvariantCulture),
        });
    }
}
