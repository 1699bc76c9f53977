using System.Globalization;
using System.Numerics;

namespace Kuscia.Helm.GoValues;

/// <summary>The part of the printer that writes numbers.</summary>
internal sealed partial class GoPrinter
{
    private void Integer(long number, bool signed, char verb, object value)
    {
        switch (verb)
        {
            case 'v' when _flags.SharpV && !signed:
                _flags.Sharp = true;
                Digits(number, signed, 16, verb);
                break;
            case 'v' or 'd':
                Digits(number, signed, 10, verb);
                break;
            case 'b':
                Digits(number, signed, 2, verb);
                break;
            case 'o' or 'O':
                Digits(number, signed, 8, verb);
                break;
            case 'x' or 'X':
                Digits(number, signed, 16, verb);
                break;
            case 'c':
                Pad(char.ConvertFromUtf32(number is < 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF) ? 0xFFFD : (int)number));
                break;
            case 'q':
                Pad(GoQuote.QuoteRune(number, _flags.Plus));
                break;
            case 'U':
                UnicodeNumber(number);
                break;
            default:
                BadVerb(verb, value);
                break;
        }
    }

    private void UnicodeNumber(long number)
    {
        string text = number.ToString("X" + Math.Max(_flags.Precision ?? 4, 4).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        string shown = _flags.Sharp ? GoQuote.UnicodePoint(number, true) : "U+" + text;
        bool zero = _flags.Zero;
        _flags.Zero = false;
        Pad(shown);
        _flags.Zero = zero;
    }

    private void Digits(long number, bool signed, int numberBase, char verb)
    {
        bool negative = signed && number < 0;
        ulong magnitude = negative ? (ulong)-number : (ulong)number;
        int least = 0;
        if (_flags.Precision is { } precision)
        {
            least = precision;
            if (precision == 0 && magnitude == 0)
            {
                _output.Append(' ', _flags.Width ?? 0);
                return;
            }
        }
        else if (_flags.Zero && _flags.Width is { } width)
        {
            least = negative || _flags.Plus || _flags.Space ? width - 1 : width;
        }

        string digits = ToBase(magnitude, numberBase, verb == 'X').PadLeft(Math.Clamp(least, 0, MaxWidth), '0');
        string prefix = verb == 'O' ? "0o" : !_flags.Sharp ? "" : numberBase switch
        {
            2 => "0b",
            8 when digits[0] != '0' => "0",
            16 => verb == 'X' ? "0X" : "0x",
            _ => "",
        };
        string sign = negative ? "-" : _flags.Plus ? "+" : _flags.Space ? " " : "";
        bool zero = _flags.Zero;
        _flags.Zero = false;
        Pad(sign + prefix + digits);
        _flags.Zero = zero;
    }

    private static string ToBase(ulong number, int numberBase, bool upper)
    {
        if (numberBase == 10)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }
        Span<char> buffer = stackalloc char[64];
        int at = buffer.Length;
        do
        {
            buffer[--at] = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[(int)(number % (ulong)numberBase)];
            number /= (ulong)numberBase;
        }
        while (number > 0);
        return buffer[at..].ToString();
    }

    private void Float(double number, char verb, bool single, object value)
    {
        switch (verb)
        {
            case 'v':
                FloatText(GoFloat.Format(number, 'g', _flags.Precision ?? -1, single), 'g');
                break;
            case 'g' or 'G':
                FloatText(GoFloat.Format(number, verb, _flags.Precision ?? -1, single), verb);
                break;
            case 'e' or 'E':
                FloatText(GoFloat.Format(number, verb, _flags.Precision ?? 6, single), verb);
                break;
            case 'f' or 'F':
                FloatText(GoFloat.Format(number, 'f', _flags.Precision ?? 6, single), 'f');
                break;
            case 'b':
                FloatText(BinaryExponent(number), verb);
                break;
            case 'x' or 'X':
                FloatText(HexExponent(number, verb), verb);
                break;
            default:
                BadVerb(verb, value);
                break;
        }
    }

    private void FloatText(string text, char verb)
    {
        bool signed = text[0] is '-' or '+';
        char sign = signed ? text[0] : '+';
        string body = signed ? text[1..] : text;
        if (_flags.Space && sign == '+' && !_flags.Plus)
        {
            sign = ' ';
        }
        bool zero = _flags.Zero;
        if (body[0] is 'I' or 'N')
        {
            _flags.Zero = false;
            Pad(body[0] == 'N' && !_flags.Space && !_flags.Plus ? body : sign + body);
            _flags.Zero = zero;
            return;
        }

        if (_flags.Sharp && verb is not ('b' or 'x' or 'X'))
        {
            body = WithPoint(body, verb);
        }
        if (!_flags.Plus && sign == '+')
        {
            Pad(body);
            return;
        }

        if (zero && _flags.Width is { } width && width > body.Length + 1)
        {
            // The sign goes before the zeros.
            _output.Append(sign).Append('0', width - body.Length - 1).Append(body);
            return;
        }

        Pad(sign + body);
    }

    // The sharp flag keeps the point, and the zeros of %g.
    private string WithPoint(string body, char verb)
    {
        int exponentAt = body.IndexOfAny(['e', 'E']);
        string mantissa = exponentAt < 0 ? body : body[..exponentAt];
        string tail = exponentAt < 0 ? "" : body[exponentAt..];
        if (!mantissa.Contains('.', StringComparison.Ordinal))
        {
            mantissa += ".";
        }
        if (verb is 'g' or 'G')
        {
            int digits = mantissa.TrimStart('0', '.').Count(char.IsAsciiDigit);
            mantissa += new string('0', Math.Clamp((_flags.Precision ?? 6) - digits, 0, MaxWidth));
        }

        return mantissa + tail;
    }

    private static string BinaryExponent(double number)
    {
        if (!double.IsFinite(number))
        {
            return GoFloat.Format(number);
        }
        long bits = BitConverter.DoubleToInt64Bits(number);
        long exponent = (bits >> 52) & 0x7FF;
        long mantissa = bits & 0xFFFFFFFFFFFFFL;
        if (exponent == 0)
        {
            exponent++;
        }
        else
        {
            mantissa |= 1L << 52;
        }
        exponent -= 1075;
        string sign = bits < 0 ? "-" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}p{(exponent >= 0 ? "+" : "")}{exponent}");
    }

    private static string HexExponent(double number, char verb)
    {
        if (!double.IsFinite(number))
        {
            return GoFloat.Format(number);
        }
        string sign = double.IsNegative(number) ? "-" : "";
        double magnitude = Math.Abs(number);
        int exponent = magnitude == 0 ? 0 : Math.ILogB(magnitude);
        long mantissa = magnitude == 0 ? 0 : (long)Math.ScaleB(magnitude, 52 - exponent);
        string fraction = (mantissa & 0xFFFFFFFFFFFFFL).ToString("x13", CultureInfo.InvariantCulture).TrimEnd('0');
        string text = string.Create(CultureInfo.InvariantCulture, $"0x{mantissa >> 52}{(fraction.Length > 0 ? "." : "")}{fraction}p{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        return sign + (verb == 'X' ? text.ToUpperInvariant() : text);
    }

    private void ComplexNumber(Complex number, char verb)
    {
        if (verb is not ('v' or 'b' or 'g' or 'G' or 'x' or 'X' or 'f' or 'F' or 'e' or 'E'))
        {
            BadVerb(verb, number);
            return;
        }

        bool plus = _flags.Plus;
        _output.Append('(');
        Float(number.Real, verb, false, number);
        _flags.Plus = true;
        Float(number.Imaginary, verb, false, number);
        _output.Append("i)");
        _flags.Plus = plus;
    }
}
