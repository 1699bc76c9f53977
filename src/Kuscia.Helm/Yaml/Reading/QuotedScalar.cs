using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kuscia.Helm.Yaml.Reading;

/// <summary>Reads text in quotes (YAML 1.1, 9.1.1 and 9.1.2). The column of further lines does not matter, as in the original.</summary>
internal sealed class QuotedScalar(YamlCursor cursor)
{
    private static readonly SearchValues<char> SingleLineStops = SearchValues.Create("'" + YamlCharacter.LineBreaks);
    private static readonly SearchValues<char> DoubleLineStops = SearchValues.Create("\"\\" + YamlCharacter.LineBreaks);
    private static readonly SearchValues<char> SingleStops = SearchValues.Create("' \t" + YamlCharacter.LineBreaks);
    private static readonly SearchValues<char> DoubleStops = SearchValues.Create("\"\\ \t" + YamlCharacter.LineBreaks);

    private readonly LineFold _fold = new();
    private readonly StringBuilder _text = new();

    /// <exception cref="HelmYamlException">The text has no end, or an unknown escape.</exception>
    public string Read()
    {
        char quote = cursor.Current;
        cursor.Skip();
        return TryReadPlainLine(quote, out string text) ? text : ReadLines(quote);
    }

    // Most texts stand in one line and have nothing to replace.
    private bool TryReadPlainLine(char quote, out string text)
    {
        text = "";
        int length = cursor.Rest.IndexOfAny(quote == '\'' ? SingleLineStops : DoubleLineStops);
        if (length < 0 || cursor.Peek(length) != quote || (quote == '\'' && cursor.Peek(length + 1) == '\''))
        {
            return false;
        }
        text = cursor.Slice(cursor.Index, cursor.Index + length);
        cursor.Skip(length + 1);
        return true;
    }

    private string ReadLines(char quote)
    {
        _text.Clear();
        while (true)
        {
            if (cursor.IsAtDocumentMark)
            {
                throw YamlFault.Scanner(cursor.Line, "found unexpected document indicator");
            }
            if (cursor.Current == YamlCharacter.End)
            {
                throw YamlFault.Scanner(cursor.Line, "found unexpected end of stream");
            }
            _fold.Clear();
            ReadWord(quote);
            if (cursor.Current == quote)
            {
                break;
            }
            _fold.Read(cursor, 0);
            _fold.WriteTo(_text, cursor);
        }

        cursor.Skip();
        return _text.ToString();
    }

    private void ReadWord(char quote)
    {
        SearchValues<char> stops = quote == '\'' ? SingleStops : DoubleStops;
        while (true)
        {
            int start = cursor.Index;
            cursor.SkipTo(stops);
            _text.Append(cursor.Span(start, cursor.Index));
            if (cursor.Current == '\'' && quote == '\'' && cursor.Peek(1) == '\'')
            {
                _text.Append('\'');
                cursor.Skip(2);
            }
            else if (cursor.Current != '\\' || quote == '\'')
            {
                return;
            }
            else if (YamlCharacter.IsBreak(cursor.Peek(1)))
            {
                cursor.Skip();
                cursor.SkipBreak();
                _fold.PassBreak();
                return;
            }
            else
            {
                ReadEscape();
            }
        }
    }

    private void ReadEscape()
    {
        char code = cursor.Peek(1);
        int digits = code switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            _text.Append(Escaped(code) ?? throw YamlFault.Scanner(cursor.Line, "found unknown escape character"));
        }
        cursor.Skip(2);
        if (digits > 0)
        {
            ReadCodePoint(digits);
        }
    }

    private static char? Escaped(char code) => code switch
    {
        '0' => '\0',
        'a' => '\a',
        'b' => '\b',
        't' or '\t' => '\t',
        'n' => '\n',
        'v' => '\v',
        'f' => '\f',
        'r' => '\r',
        'e' => '\e',
        ' ' or '"' or '\'' or '\\' => code,
        'N' => '\u0085',
        '_' => '\u00A0',
        'L' => '\u2028',
        'P' => '\u2029',
        _ => null,
    };

    private void ReadCodePoint(int digits)
    {
        for (int i = 0; i < digits; i++)
        {
            if (!char.IsAsciiHexDigit(cursor.Peek(i)))
            {
                throw YamlFault.Scanner(cursor.Line, "did not find expected hexdecimal number");
            }
        }

        uint value = uint.Parse(cursor.Rest[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (!Rune.TryCreate(value, out Rune rune))
        {
            throw YamlFault.Scanner(cursor.Line, "found invalid Unicode character escape code");
        }
        _text.Append(rune.ToString());
        cursor.Skip(digits);
    }
}
