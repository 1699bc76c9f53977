using System.Buffers;
using System.Text;

namespace Kuscia.Helm.Templates.Parsing;

/// <summary>Cuts a template into tokens, one at a time; after an error or the end it repeats that token.</summary>
internal sealed partial class Lexer(string text)
{
    private const string LeftDelimiter = "{{";
    private const string RightDelimiter = "}}";
    private const int TrimMarkerLength = 2;
    private static readonly Dictionary<string, TokenType> Keywords = new(StringComparer.Ordinal)
    {
        ["block"] = TokenType.Block,
        ["break"] = TokenType.Break,
        ["continue"] = TokenType.Continue,
        ["define"] = TokenType.Define,
        ["else"] = TokenType.Else,
        ["end"] = TokenType.End,
        ["if"] = TokenType.If,
        ["nil"] = TokenType.Nil,
        ["range"] = TokenType.Range,
        ["template"] = TokenType.Template,
        ["with"] = TokenType.With,
    };

    private int _position;
    private int _start;
    private int _line = 1;
    private int _startLine = 1;
    private bool _insideAction;
    private bool _afterLeftDelimiter;
    private int _parenDepth;
    private Token? _last;

    /// <summary>Gives the next token.</summary>
    public Token Next()
    {
        if (_last is { } last)
        {
            return last;
        }
        while (true)
        {
            Token? token = _insideAction ? InsideAction() : OutsideAction();
            if (token is not { } found)
            {
                continue;
            }
            if (found.Type is TokenType.Eof or TokenType.Error)
            {
                _last = found;
            }
            return found;
        }
    }

    private Token Emit(TokenType type)
    {
        Token token = new(type, _start, text[_start.._position], _startLine);
        Ignore();
        return token;
    }

    private void Ignore()
    {
        _line += text.AsSpan(_start, _position - _start).Count('\n');
        _start = _position;
        _startLine = _line;
    }

    private Token Error(string message) => new(TokenType.Error, _start, message, _startLine);

    private Token? OutsideAction()
    {
        if (_afterLeftDelimiter)
        {
            return OpenAction();
        }
        int found = text.AsSpan(_position).IndexOf(LeftDelimiter, StringComparison.Ordinal);
        if (found < 0)
        {
            _position = text.Length;
            return _position > _start ? Emit(TokenType.Text) : Emit(TokenType.Eof);
        }

        int delimiter = _position + found;
        int end = delimiter;
        if (HasLeftTrimMarker(delimiter + LeftDelimiter.Length))
        {
            while (end > _start && IsSpace(text[end - 1]))
            {
                end--;
            }
        }

        Token? token = null;
        _position = end;
        if (end > _start)
        {
            token = Emit(TokenType.Text);
        }
        _position = delimiter;
        Ignore();
        _afterLeftDelimiter = true;
        return token;
    }

    private Token? OpenAction()
    {
        _afterLeftDelimiter = false;
        _position += LeftDelimiter.Length;
        int afterMarker = HasLeftTrimMarker(_position) ? TrimMarkerLength : 0;
        if (StartsWith(_position + afterMarker, "/*"))
        {
            _position += afterMarker;
            Ignore();
            return Comment();
        }

        Token token = Emit(TokenType.LeftDelimiter);
        _position += afterMarker;
        Ignore();
        _parenDepth = 0;
        _insideAction = true;
        return token;
    }

    private Token? Comment()
    {
        int end = text.AsSpan(_position + 2).IndexOf("*/", StringComparison.Ordinal);
        if (end < 0)
        {
            return Error("unclosed comment");
        }
        _position += end + 4;
        if (!AtRightDelimiter(out bool trim))
        {
            return Error("comment ends before closing delimiter");
        }
        _position += RightDelimiter.Length + (trim ? TrimMarkerLength : 0);
        if (trim)
        {
            SkipSpaces();
        }
        Ignore();
        return null;
    }

    private Token CloseAction()
    {
        bool trim = HasRightTrimMarker(_position);
        if (trim)
        {
            _position += TrimMarkerLength;
            Ignore();
        }

        _position += RightDelimiter.Length;
        Token token = Emit(TokenType.RightDelimiter);
        if (trim)
        {
            SkipSpaces();
            Ignore();
        }

        _insideAction = false;
        return token;
    }

    private void SkipSpaces()
    {
        while (_position < text.Length && IsSpace(text[_position]))
        {
            _position++;
        }
    }

    private bool HasLeftTrimMarker(int at) => at + 1 < text.Length && text[at] == '-' && IsSpace(text[at + 1]);

    private bool HasRightTrimMarker(int at) => at + 1 < text.Length && IsSpace(text[at]) && text[at + 1] == '-';

    private bool AtRightDelimiter(out bool trim)
    {
        trim = HasRightTrimMarker(_position) && StartsWith(_position + TrimMarkerLength, RightDelimiter);
        return trim || StartsWith(_position, RightDelimiter);
    }

    private bool StartsWith(int at, string part) => at <= text.Length && text.AsSpan(at).StartsWith(part, StringComparison.Ordinal);

    private Rune? Peek()
    {
        if (_position >= text.Length)
        {
            return null;
        }
        return Rune.DecodeFromUtf16(text.AsSpan(_position), out Rune rune, out _) == OperationStatus.Done ? rune : Rune.ReplacementChar;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsAlphaNumeric(Rune? rune) => rune is { } r && (r.Value == '_' || Rune.IsLetter(r) || Rune.GetUnicodeCategory(r) == System.Globalization.UnicodeCategory.DecimalDigitNumber);
}
