using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Templates.Parsing;

/// <summary>The part of the lexer that works between the delimiters.</summary>
internal sealed partial class Lexer
{
    private Token? InsideAction()
    {
        // Go hands out the parenthesis before it reports that there was no opening one.
        if (_parenDepth < 0)
        {
            return Error("unexpected right paren U+0029 ')'");
        }
        if (AtRightDelimiter(out _))
        {
            return _parenDepth == 0 ? CloseAction() : Error("unclosed left paren");
        }
        if (_position >= text.Length)
        {
            return Error("unclosed action");
        }
        char c = text[_position];
        switch (c)
        {
            case ' ' or '\t' or '\r' or '\n':
                return Spaces();
            case '=':
                return Single(TokenType.Assign);
            case ':':
                _position++;
                return _position < text.Length && text[_position] == '=' ? Single(TokenType.Declare) : Error("expected :=");
            case '|':
                return Single(TokenType.Pipe);
            case '"':
                return Quoted();
            case '`':
                return RawQuoted();
            case '$':
                _position++;
                return FieldOrVariable(TokenType.Variable);
            case '\'':
                return Character();
            case '.' when _position + 1 < text.Length && !char.IsAsciiDigit(text[_position + 1]):
                _position++;
                return FieldOrVariable(TokenType.Field);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                return Number();
            default:
                return Other(c);
        }
    }

    private Token Other(char c)
    {
        if (IsAlphaNumeric(Peek()))
        {
            return Identifier();
        }
        if (c == '(')
        {
            _parenDepth++;
            return Single(TokenType.LeftParen);
        }

        if (c == ')')
        {
            _parenDepth--;
            return Single(TokenType.RightParen);
        }

        return c is > ' ' and <= '~' ? Single(TokenType.Char) : Error($"unrecognized character in action: {Show(Peek())}");
    }

    private Token Single(TokenType type)
    {
        _position++;
        return Emit(type);
    }

    private Token? Spaces()
    {
        int first = _position;
        SkipSpaces();
        // The last space may belong to a trim marker before the closing delimiter.
        if (HasRightTrimMarker(_position - 1) && StartsWith(_position - 1 + TrimMarkerLength, RightDelimiter))
        {
            _position--;
            if (_position == first)
            {
                return CloseAction();
            }
        }

        return Emit(TokenType.Space);
    }

    private Token Identifier()
    {
        SkipAlphaNumeric();
        if (!AtTerminator())
        {
            return Error($"bad character {Show(Peek())}");
        }
        string word = text[_start.._position];
        if (Keywords.TryGetValue(word, out TokenType keyword))
        {
            return Emit(keyword);
        }
        return Emit(word is "true" or "false" ? TokenType.Bool : TokenType.Identifier);
    }

    private Token FieldOrVariable(TokenType type)
    {
        if (AtTerminator())
        {
            return Emit(type == TokenType.Variable ? TokenType.Variable : TokenType.Dot);
        }
        SkipAlphaNumeric();
        return AtTerminator() ? Emit(type) : Error($"bad character {Show(Peek())}");
    }

    private void SkipAlphaNumeric()
    {
        while (Peek() is { } rune && IsAlphaNumeric(rune))
        {
            _position += rune.Utf16SequenceLength;
        }
    }

    private bool AtTerminator()
    {
        if (_position >= text.Length)
        {
            return true;
        }
        return text[_position] is ' ' or '\t' or '\r' or '\n' or '.' or ',' or '|' or ':' or ')' or '(' or '}';
    }

    private Token Quoted()
    {
        _position++;
        while (_position < text.Length && text[_position] != '\n')
        {
            char c = text[_position++];
            if (c == '"')
            {
                return Emit(TokenType.String);
            }
            if (c == '\\' && _position < text.Length && text[_position] != '\n')
            {
                _position++;
            }
        }

        return Error("unterminated quoted string");
    }

    private Token RawQuoted()
    {
        int end = text.IndexOf('`', _position + 1);
        if (end < 0)
        {
            return Error("unterminated raw quoted string");
        }
        _position = end + 1;
        return Emit(TokenType.RawString);
    }

    private Token Character()
    {
        _position++;
        while (_position < text.Length && text[_position] != '\n')
        {
            char c = text[_position++];
            if (c == '\'')
            {
                return Emit(TokenType.CharConstant);
            }
            if (c == '\\' && _position < text.Length && text[_position] != '\n')
            {
                _position++;
            }
        }

        return Error("unterminated character constant");
    }

    private Token Number()
    {
        if (!ScanNumber())
        {
            return BadNumber();
        }
        if (_position < text.Length && text[_position] is '+' or '-')
        {
            // A complex number: 1+2i, no spaces, ends in i.
            return ScanNumber() && text[_position - 1] == 'i' ? Emit(TokenType.Complex) : BadNumber();
        }

        return Emit(TokenType.Number);
    }

    private Token BadNumber() => Error($"bad number syntax: {GoQuote.Quote(text[_start.._position])}");

    private bool ScanNumber()
    {
        Accept("+-");
        string digits = "0123456789_";
        if (Accept("0"))
        {
            if (Accept("xX"))
            {
                digits = "0123456789abcdefABCDEF_";
            }
            else if (Accept("oO"))
            {
                digits = "01234567_";
            }
            else if (Accept("bB"))
            {
                digits = "01_";
            }
        }

        AcceptRun(digits);
        if (Accept("."))
        {
            AcceptRun(digits);
        }
        ScanExponent(digits.Length);
        Accept("i");
        if (Peek() is not { } next || !IsAlphaNumeric(next))
        {
            return true;
        }
        _position += next.Utf16SequenceLength;
        return false;
    }

    private void ScanExponent(int digitKinds)
    {
        string mark = digitKinds == 11 ? "eE" : digitKinds == 23 ? "pP" : "";
        if (mark.Length > 0 && Accept(mark))
        {
            Accept("+-");
            AcceptRun("0123456789_");
        }
    }

    private bool Accept(string valid)
    {
        if (_position >= text.Length || !valid.Contains(text[_position], StringComparison.Ordinal))
        {
            return false;
        }
        _position++;
        return true;
    }

    private void AcceptRun(string valid)
    {
        while (Accept(valid))
        {
        }
    }

    private static string Show(Rune? rune) => rune is { } r ? GoQuote.UnicodePoint(r.Value, true) : "U+FFFFFFFFFFFFFFFF";
}
