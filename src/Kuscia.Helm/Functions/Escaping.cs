using System.Globalization;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions;

/// <summary>The escapes of html, js and urlquery.</summary>
internal static class Escaping
{
    /// <summary>The text of the arguments: one string as it is, otherwise all of them printed.</summary>
    public static string Text(object?[] arguments)
    {
        if (arguments is [string text])
        {
            return text;
        }
        return GoFormat.Sprint(Array.ConvertAll(arguments, static value => value ?? "<no value>"));
    }

    public static string Html(string text)
    {
        StringBuilder output = new(text.Length);
        foreach (char c in text)
        {
            output.Append(c switch
            {
                '\0' => "\uFFFD",
                '"' => "&#34;",
                '\'' => "&#39;",
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                _ => c.ToString(),
            });
        }

        return output.ToString();
    }

    public static string JavaScript(string text)
    {
        StringBuilder output = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            output.Append(rune.Value switch
            {
                '\\' => "\\\\",
                '\'' => "\\'",
                '"' => "\\\"",
                '<' => "\\u003C",
                '>' => "\\u003E",
                '&' => "\\u0026",
                '=' => "\\u003D",
                < ' ' => "\\u" + rune.Value.ToString("X4", CultureInfo.InvariantCulture),
                >= 0x80 when !GoUnicode.IsPrint(rune) => "\\u" + rune.Value.ToString("X4", CultureInfo.InvariantCulture),
                _ => rune.ToString(),
            });
        }

        return output.ToString();
    }

    public static string UrlQuery(string text)
    {
        StringBuilder output = new(text.Length);
        foreach (byte b in GoText.ToBytes(text))
        {
            if (b == ' ')
            {
                output.Append('+');
            }
            else if (char.IsAsciiLetterOrDigit((char)b) || (char)b is '-' or '_' or '.' or '~')
            {
                output.Append((char)b);
            }
            else
            {
                output.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return output.ToString();
    }
}
