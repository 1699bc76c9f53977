using System.Globalization;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>The part of the parser that reads what begins with a backslash.</summary>
internal sealed partial class RegexParser
{
    private void Escape()
    {
        switch (_at + 1 < _pattern.Length ? _pattern[_at + 1] : '\0')
        {
            case 'A':
                PushPlace(2, RegexOperation.TextStart);
                return;
            case 'z':
                PushPlace(2, RegexOperation.TextEnd);
                return;
            case 'b':
                PushPlace(2, RegexOperation.WordBoundary);
                return;
            case 'B':
                PushPlace(2, RegexOperation.NoWordBoundary);
                return;
            case 'C':
                throw Fail("invalid escape sequence", "\\C");
            case 'Q':
                QuotedText();
                return;
        }

        if (NamedClass() is { } set)
        {
            Push(new CharacterNode(set));
        }
        else
        {
            PushLiteral(EscapedCode());
        }
    }

    // Each character is a part of its own: a repetition behind \E means the last one.
    private void QuotedText()
    {
        _at += 2;
        int end = _pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
        int stop = end < 0 ? _pattern.Length : end;
        while (_at < stop)
        {
            PushLiteral(NextRune());
        }
        _at = end < 0 ? stop : end + 2;
    }

    private int EscapedCode()
    {
        int start = _at++;
        if (_at >= _pattern.Length)
        {
            throw Fail("trailing backslash at end of expression", "");
        }
        int c = NextRune();
        int? code = c switch
        {
            'a' => '\a',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            'x' => HexCode(),
            '0' => OctalCode(0),
            >= '1' and <= '7' when IsOctal() => OctalCode(c - '0'),
            < 0x80 when !char.IsAsciiLetterOrDigit((char)c) => c,
            _ => null,
        };
        return code ?? throw Fail("invalid escape sequence", _pattern[start.._at]);
    }

    private bool IsOctal() => _at < _pattern.Length && _pattern[_at] is >= '0' and <= '7';

    private int OctalCode(int code)
    {
        for (int more = 2; more > 0 && IsOctal(); more--)
        {
            code = (code * 8) + (_pattern[_at++] - '0');
        }
        return code;
    }

    // \x7F or \x{10FFFF}; null when it is neither, the place being behind the character that shows it.
    private int? HexCode()
    {
        if (_at >= _pattern.Length)
        {
            return null;
        }
        int first = NextRune();
        if (first == '{')
        {
            return HexCodeInBraces();
        }
        int second = NextRune();
        return HexValue(first) is { } high && HexValue(second) is { } low ? (high * 16) + low : null;
    }

    private int? HexCodeInBraces()
    {
        int code = 0;
        int start = _at;
        while (_at < _pattern.Length)
        {
            int c = NextRune();
            if (c == '}')
            {
                return _at - start > 1 ? code : null;
            }
            if (HexValue(c) is not { } digit)
            {
                return null;
            }
            code = (code * 16) + digit;
            if (code > 0x10FFFF)
            {
                return null;
            }
        }

        return null;
    }

    private static int? HexValue(int c) =>
        c < 0x80 && char.IsAsciiHexDigit((char)c) ? int.Parse([(char)c], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : null;
}
