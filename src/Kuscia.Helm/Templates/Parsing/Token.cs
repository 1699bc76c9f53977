using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Templates.Parsing;

/// <summary>A token with its place: index into the text and line number from 1.</summary>
internal readonly record struct Token(TokenType Type, int Position, string Value, int Line)
{
    /// <summary>How error texts show the token.</summary>
    public string Show()
    {
        if (Type == TokenType.Eof)
        {
            return "EOF";
        }
        if (Type == TokenType.Error)
        {
            return Value;
        }
        if (Type > TokenType.Keyword)
        {
            return $"<{Value}>";
        }
        return GoQuote.Quote(FirstRunes(Value, 10, out bool cut)) + (cut ? "..." : "");
    }

    // Go compares the length in bytes with 10, but keeps ten characters.
    private static string FirstRunes(string text, int count, out bool cut)
    {
        cut = GoText.ByteLength(text) > count;
        if (!cut)
        {
            return text;
        }
        StringBuilder kept = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (count-- == 0)
            {
                break;
            }
            kept.Append(rune.ToString());
        }

        return kept.ToString();
    }
}
