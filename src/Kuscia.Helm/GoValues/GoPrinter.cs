using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Kuscia.Helm.GoValues;

/// <summary>Formats values by verbs as Go's fmt does.</summary>
internal sealed partial class GoPrinter
{
    private const int MaxDepth = 1_000;
    private readonly StringBuilder _output = new();
    private FormatFlags _flags;

    public override string ToString() => _output.ToString();

    public void Append(string text) => _output.Append(text);

    /// <summary>Prints one value with %v.</summary>
    public void PrintValue(object? value)
    {
        _flags = default;
        Print(value, 'v', 0);
    }

    private void Print(object? value, char verb, int depth)
    {
        if (depth > MaxDepth)
        {
            _output.Append("...");
            return;
        }

        if (StackGuard.IsLow)
        {
            StackGuard.OnFreshStack<object?>(() =>
            {
                Print(value, verb, depth);
                return null;
            });
            return;
        }

        switch (value)
        {
            case null:
                Nil(verb, depth);
                return;
            case string text:
                Text(text, verb);
                return;
            case bool truth:
                if (verb is 't' or 'v')
                {
                    Pad(truth ? "true" : "false");
                }
                else
                {
                    BadVerb(verb, value);
                }
                return;
            case double number:
                Float(number, verb, false, value);
                return;
            case float number:
                Float(number, verb, true, value);
                return;
            case Complex number:
                ComplexNumber(number, verb);
                return;
        }

        if (GoValue.TryInteger(value, out long integer))
        {
            Integer(integer, value is not (byte or uint or ulong or nuint), verb, value);
        }
        else
        {
            Composite(value, verb, depth);
        }
    }

    private void Nil(char verb, int depth)
    {
        if (depth > 0)
        {
            _output.Append(_flags.SharpV ? "interface {}(nil)" : "<nil>");
        }
        else if (verb == 'v')
        {
            Pad("<nil>");
        }
        else
        {
            BadVerb(verb, null);
        }
    }

    private void Composite(object value, char verb, int depth)
    {
        switch (value)
        {
            case IGoObject item when item.Text is { } shown && !_flags.SharpV && verb is 'v' or 's' or 'q' or 'x' or 'X':
                Text(((IGoObject)value).Text ?? "", verb);
                break;
            case IGoObject { Underlying: ValueMap underlying } item:
                Map(underlying, verb, depth, item.TypeName);
                break;
            case IGoObject { Underlying: IList underlying } item:
                List(underlying, verb, depth, item.TypeName);
                break;
            case IGoObject { Underlying: { } underlying }:
                Print(underlying, verb, depth);
                break;
            case IGoObject item:
                Struct(item, verb, depth);
                break;
            case ValueMap map:
                Map(map, verb, depth, GoValue.TypeName(map));
                break;
            case byte[] bytes when verb is 's' or 'q' or 'x' or 'X':
                Text(GoText.FromBytes(bytes), verb);
                break;
            case IList list:
                List(list, verb, depth, GoValue.TypeName(list));
                break;
            default:
                _output.Append(value);
                break;
        }
    }

    private void Map(ValueMap map, char verb, int depth, string type)
    {
        if (_flags.SharpV)
        {
            _output.Append(type).Append('{');
        }
        else
        {
            _output.Append("map[");
        }
        bool first = true;
        foreach (KeyValuePair<string, object?> entry in map)
        {
            if (!first)
            {
                _output.Append(_flags.SharpV ? ", " : " ");
            }
            first = false;
            Print(entry.Key, verb, depth + 1);
            _output.Append(':');
            Print(entry.Value, verb, depth + 1);
        }

        _output.Append(_flags.SharpV ? '}' : ']');
    }

    private void List(IList list, char verb, int depth, string type)
    {
        if (_flags.SharpV)
        {
            _output.Append(type).Append('{');
        }
        else
        {
            _output.Append('[');
        }
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0)
            {
                _output.Append(_flags.SharpV ? ", " : " ");
            }
            Print(list[i], verb, depth + 1);
        }

        _output.Append(_flags.SharpV ? '}' : ']');
    }

    private void Struct(IGoObject item, char verb, int depth)
    {
        if (item.TypeName.StartsWith('*'))
        {
            _output.Append('&');
        }
        if (_flags.SharpV)
        {
            _output.Append(item.TypeName.TrimStart('*'));
        }
        _output.Append('{');
        bool first = true;
        foreach (KeyValuePair<string, object?> field in item.Fields)
        {
            if (!first)
            {
                _output.Append(_flags.SharpV ? ", " : " ");
            }
            first = false;
            if (_flags.SharpV || _flags.PlusV)
            {
                _output.Append(field.Key).Append(':');
            }
            Print(field.Value, verb, depth + 1);
        }

        _output.Append('}');
    }

    private void Text(string text, char verb)
    {
        switch (verb)
        {
            case 'v':
                Pad(_flags.SharpV ? Quoted(text) : Cut(text));
                break;
            case 's':
                Pad(Cut(text));
                break;
            case 'x' or 'X':
                Hex(GoText.ToBytes(text), verb == 'x' ? "x2" : "X2", verb);
                break;
            case 'q':
                Pad(Quoted(Cut(text)));
                break;
            default:
                BadVerb(verb, text);
                break;
        }
    }

    private string Quoted(string text)
    {
        if (_flags.Sharp && GoQuote.CanBackquote(text))
        {
            return $"`{text}`";
        }
        return _flags.Plus ? GoQuote.QuoteAscii(text) : GoQuote.Quote(text);
    }

    private string Cut(string text)
    {
        if (_flags.Precision is not { } precision)
        {
            return text;
        }
        int units = 0;
        ReadOnlySpan<char> rest = text;
        while (precision-- > 0 && !rest.IsEmpty)
        {
            int used = rest.Length > 1 && char.IsSurrogatePair(rest[0], rest[1]) ? 2 : 1;
            units += used;
            rest = rest[used..];
        }

        return text[..units];
    }

    private void Hex(byte[] bytes, string format, char verb)
    {
        int length = Math.Min(bytes.Length, _flags.Precision ?? bytes.Length);
        StringBuilder text = new();
        for (int i = 0; i < length; i++)
        {
            if (_flags.Space && i > 0)
            {
                text.Append(' ');
            }
            if (_flags.Sharp && (i == 0 || _flags.Space))
            {
                text.Append('0').Append(verb);
            }
            text.Append(bytes[i].ToString(format, CultureInfo.InvariantCulture));
        }

        Pad(text.ToString());
    }

    private void BadVerb(char verb, object? value)
    {
        FormatFlags saved = _flags;
        _output.Append("%!").Append(verb).Append('(');
        if (value is null)
        {
            _output.Append("<nil>");
        }
        else
        {
            _output.Append(GoValue.TypeName(value)).Append('=');
            Print(value, 'v', 0);
        }

        _output.Append(')');
        _flags = saved;
    }

    private void Pad(string text)
    {
        int missing = (_flags.Width ?? 0) - CountRunes(text);
        if (missing <= 0)
        {
            _output.Append(text);
            return;
        }

        if (!_flags.Minus)
        {
            _output.Append(_flags.Zero ? '0' : ' ', missing);
        }
        _output.Append(text);
        if (_flags.Minus)
        {
            _output.Append(' ', missing);
        }
    }

    private static int CountRunes(string text)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsLowSurrogate(text[i]) || i == 0 || !char.IsHighSurrogate(text[i - 1]))
            {
                count++;
            }
        }

        return count;
    }
}
