using System.Globalization;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Yaml;

/// <summary>Reads JSON with the error texts of Go's encoding/json.</summary>
internal sealed class JsonReader(string text)
{
    private const int MaxDepth = 1_000;
    private const string Value = "looking for beginning of value";
    private int _at;
    private int _depth;

    public object? Read()
    {
        object? value = ReadValue();
        SkipSpace();
        if (_at < text.Length)
        {
            throw Invalid("after top-level value");
        }
        return value;
    }

    private object? ReadValue()
    {
        if (StackGuard.IsLow)
        {
            return StackGuard.OnFreshStack(ReadValue);
        }
        SkipSpace();
        switch (Current)
        {
            case '{':
                return Nested(ReadObject);
            case '[':
                return Nested(ReadArray);
            case '"':
                return ReadText();
            case 't':
                return Literal("true", true);
            case 'f':
                return Literal("false", false);
            case 'n':
                return Literal("null", null);
            case '-' or (>= '0' and <= '9'):
                return ReadNumber();
            default:
                throw Invalid(Value);
        }
    }

    private object Nested(Func<object> read)
    {
        if (++_depth > MaxDepth)
        {
            throw new HelmYamlException("exceeded max depth");
        }
        object value = read();
        _depth--;
        return value;
    }

    private ValueMap ReadObject()
    {
        ValueMap map = [];
        _at++;
        SkipSpace();
        if (Current == '}')
        {
            _at++;
            return map;
        }

        while (true)
        {
            SkipSpace();
            if (Current != '"')
            {
                throw Invalid("looking for beginning of object key string");
            }
            string key = ReadText();
            SkipSpace();
            if (Current != ':')
            {
                throw Invalid("after object key");
            }
            _at++;
            map[key] = ReadValue();
            SkipSpace();
            if (Current == '}')
            {
                break;
            }
            if (Current != ',')
            {
                throw Invalid("after object key:value pair");
            }
            _at++;
        }

        _at++;
        return map;
    }

    private List<object?> ReadArray()
    {
        List<object?> list = [];
        _at++;
        SkipSpace();
        if (Current == ']')
        {
            _at++;
            return list;
        }

        while (true)
        {
            list.Add(ReadValue());
            SkipSpace();
            if (Current == ']')
            {
                break;
            }
            if (Current != ',')
            {
                throw Invalid("after array element");
            }
            _at++;
        }

        _at++;
        return list;
    }

    private object? Literal(string word, object? value)
    {
        for (int i = 0; i < word.Length; i++, _at++)
        {
            if (Current != word[i])
            {
                throw Invalid(i == 0 ? Value : $"in literal {word} (expecting {QuoteCharacter(word[i])})");
            }
        }

        return value;
    }

    private double ReadNumber()
    {
        int start = _at;
        if (Current == '-')
        {
            _at++;
        }
        if (Current == '0')
        {
            _at++;
        }
        else
        {
            Digits("in numeric literal");
        }
        if (Current == '.')
        {
            _at++;
            Digits("after decimal point in numeric literal");
        }

        if (Current is 'e' or 'E')
        {
            _at++;
            if (Current is '+' or '-')
            {
                _at++;
            }
            Digits("in exponent of numeric literal");
        }

        string number = text[start.._at];
        return GoNumber.TryParseFloat(number, out double value)
            ? value
            : throw new HelmYamlException($"json: cannot unmarshal number {number} into Go value of type float64");
    }

    private void Digits(string context)
    {
        if (Current is not (>= '0' and <= '9'))
        {
            throw Invalid(context);
        }
        while (Current is >= '0' and <= '9')
        {
            _at++;
        }
    }

    private string ReadText()
    {
        StringBuilder output = new();
        _at++;
        while (Current != '"')
        {
            char c = Current ?? throw Invalid("");
            if (c < ' ')
            {
                throw Invalid("in string literal");
            }
            if (c == '\\')
            {
                ReadEscape(output);
            }
            else
            {
                output.Append(c);
            }
            _at++;
        }

        _at++;
        return output.ToString();
    }

    // Leaves the position at the last character of the escape.
    private void ReadEscape(StringBuilder output)
    {
        _at++;
        char c = Current ?? throw Invalid("");
        if (c == 'u')
        {
            ReadUnicode(output);
            return;
        }

        int index = "\"\\/bfnrt".IndexOf(c, StringComparison.Ordinal);
        if (index < 0)
        {
            throw Invalid("in string escape code");
        }
        output.Append("\"\\/\b\f\n\r\t"[index]);
    }

    private void ReadUnicode(StringBuilder output)
    {
        for (int i = 1; i <= 4; i++)
        {
            _at++;
            if (Current is not { } digit || !char.IsAsciiHexDigit(digit))
            {
                throw Invalid("in \\u hexadecimal character escape");
            }
        }

        char unit = (char)int.Parse(text.AsSpan(_at - 3, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        bool pairs = char.IsLowSurrogate(unit) && output.Length > 0 && char.IsHighSurrogate(output[^1]);
        output.Append(char.IsSurrogate(unit) && !pairs && !FollowedByLow(unit) ? '\uFFFD' : unit);
    }

    private bool FollowedByLow(char unit) => char.IsHighSurrogate(unit)
        && text.AsSpan(_at + 1).StartsWith("\\u", StringComparison.Ordinal)
        && _at + 7 <= text.Length
        && int.TryParse(text.AsSpan(_at + 3, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int low)
        && char.IsLowSurrogate((char)low);

    private char? Current => _at < text.Length ? text[_at] : null;

    private void SkipSpace()
    {
        while (Current is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
    }

    private HelmYamlException Invalid(string context)
    {
        if (_at >= text.Length)
        {
            return new HelmYamlException("unexpected end of JSON input");
        }
        return new HelmYamlException($"invalid character {QuoteCharacter(text[_at])} {context}");
    }

    private static string QuoteCharacter(char c) => c switch
    {
        '\'' => @"'\''",
        '"' => "'\"'",
        _ => $"'{GoQuote.Quote(c.ToString())[1..^1]}'",
    };
}
