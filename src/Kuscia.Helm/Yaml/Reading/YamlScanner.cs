namespace Kuscia.Helm.Yaml.Reading;

/// <summary>
/// Cuts a text into tokens, on demand: a fault behind the place where the parser stops is never met. A key without a question mark is known only at
/// its colon, so tokens wait in a queue while one may still start such a key.
/// </summary>
internal sealed partial class YamlScanner
{
    private readonly YamlCursor _cursor;
    private readonly TokenQueue _tokens = new();
    private readonly SimpleKeys _keys;
    private readonly TagScanner _tags;
    private readonly DirectiveScanner _directives;
    private readonly PlainScalar _plain;
    private readonly QuotedScalar _quoted;
    private readonly BlockScalar _block;
    private readonly Stack<int> _indents = new();
    private int _indent = -1;
    private int _flowLevel;
    private bool _keyAllowed = true;

    public YamlScanner(YamlSource source)
    {
        _cursor = new YamlCursor(source);
        _keys = new SimpleKeys(_cursor);
        _tags = new TagScanner(_cursor);
        _directives = new DirectiveScanner(_cursor, _tags);
        _plain = new PlainScalar(_cursor);
        _quoted = new QuotedScalar(_cursor);
        _block = new BlockScalar(_cursor);
        _keys.Enter(_tokens.Next);
    }

    /// <summary>The next token; at the end always <see cref="YamlTokenKind.StreamEnd"/>, which must not be skipped.</summary>
    /// <exception cref="HelmYamlException">The text is malformed.</exception>
    public YamlToken Peek()
    {
        while (_tokens.IsEmpty || _keys.IsAwaited(_tokens.First))
        {
            Fetch();
        }
        return _tokens.Peek();
    }

    /// <summary>Leaves the token that was looked at.</summary>
    public void Skip() => _tokens.Skip();

    private void Fetch()
    {
        SkipToToken();
        Unroll(_cursor.Column);
        char c = _cursor.Current;
        if (c == YamlCharacter.End)
        {
            EndStream();
        }
        else if (_cursor.Column == 0 && c == '%')
        {
            Directive();
        }
        else if (_cursor.IsAtDocumentMark)
        {
            DocumentMark(c == '-' ? YamlTokenKind.DocumentStart : YamlTokenKind.DocumentEnd);
        }
        else
        {
            FetchContent(c);
        }
    }

    private void FetchContent(char c)
    {
        switch (c)
        {
            case '[' or '{':
                OpenFlow(c == '[' ? YamlTokenKind.FlowSequenceStart : YamlTokenKind.FlowMappingStart);
                break;
            case ']' or '}':
                CloseFlow(c == ']' ? YamlTokenKind.FlowSequenceEnd : YamlTokenKind.FlowMappingEnd);
                break;
            case ',':
                FlowEntry();
                break;
            case '-' when YamlCharacter.IsBlankOrEnd(_cursor.Peek(1)):
                BlockEntry();
                break;
            case '?' when IsIndicator():
                Key();
                break;
            case ':' when IsIndicator():
                Value();
                break;
            case '*' or '&':
                Named(c == '*' ? YamlTokenKind.Alias : YamlTokenKind.Anchor);
                break;
            case '!':
                Tag();
                break;
            case '|' or '>' when _flowLevel == 0:
                Block();
                break;
            case '\'' or '"':
                Quoted();
                break;
            case '#' or '|' or '>' or '%' or '@' or '`' or '\t':
                throw Fault("found character that cannot start any token");
            default:
                Plain();
                break;
        }
    }

    // In brackets a question mark or colon needs no blank behind it.
    private bool IsIndicator() => _flowLevel > 0 || YamlCharacter.IsBlankOrEnd(_cursor.Peek(1));

    // A tab separates, but does not indent: it may not stand where a block could start.
    private void SkipToToken()
    {
        while (true)
        {
            bool tabs = _flowLevel > 0 || !_keyAllowed;
            while (_cursor.Current == ' ' || (tabs && _cursor.Current == '\t'))
            {
                _cursor.Skip();
            }
            if (_cursor.Current == '#')
            {
                _cursor.SkipTo(YamlCharacter.Breaks);
            }
            if (!YamlCharacter.IsBreak(_cursor.Current))
            {
                return;
            }
            _cursor.SkipBreak();
            if (_flowLevel == 0)
            {
                _keyAllowed = true;
            }
        }
    }

    // A deeper column opens a block; the token goes before the one with a number, or to the end for -1.
    private void Roll(int column, int number, YamlTokenKind kind, int line)
    {
        if (_flowLevel > 0 || _indent >= column)
        {
            return;
        }
        _indents.Push(_indent);
        _indent = column;
        if (number < 0)
        {
            _tokens.Add(new YamlToken(kind, line));
        }
        else
        {
            _tokens.Insert(number, new YamlToken(kind, line));
        }
    }

    // A column further left closes the blocks that are deeper.
    private void Unroll(int column)
    {
        if (_flowLevel > 0)
        {
            return;
        }
        while (_indent > column)
        {
            _tokens.Add(new YamlToken(YamlTokenKind.BlockEnd, _cursor.Line));
            _indent = _indents.Pop();
        }
    }

    private HelmYamlException Fault(string problem) => YamlFault.Scanner(_cursor.Line, problem);
}
