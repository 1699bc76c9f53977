using System.Globalization;
using System.Numerics;
using System.Text;

namespace Kuscia.Helm.GoValues;

/// <summary>Writing floating-point numbers as Go's strconv.FormatFloat does.</summary>
internal static class GoFloat
{
    /// <summary>The shortest text in the format that <c>%v</c> uses.</summary>
    public static string Format(double value) => Format(value, 'g', -1);

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format">e, E, f, g or G.</param>
    /// <param name="precision">Digits after the point (significant digits for g); -1 for the fewest that read back equal.</param>
    /// <param name="single">Whether the number is a float32.</param>
    public static string Format(double value, char format, int precision, bool single = false)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }
        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }
        string sign = double.IsNegative(value) ? "-" : "";
        double magnitude = Math.Abs(value);
        bool shortest = precision < 0;
        Decimals number = shortest ? Shortest(magnitude, single) : Exact(magnitude);
        return sign + char.ToLowerInvariant(format) switch
        {
            'e' => Exponent(Rounded(number, shortest ? number.Digits.Length : precision + 1), format, shortest ? number.Digits.Length - 1 : precision),
            'f' => Fixed(Rounded(number, shortest ? number.Digits.Length : number.Point + precision), shortest ? Math.Max(number.Digits.Length - number.Point, 0) : precision),
            _ => General(number, format, precision, shortest),
        };
    }

    private static string General(Decimals number, char format, int precision, bool shortest)
    {
        if (!shortest)
        {
            precision = precision == 0 ? 1 : precision;
            number = Rounded(number, precision);
        }

        int limit = shortest ? 6 : precision;
        if (!shortest && limit > number.Digits.Length && number.Digits.Length >= number.Point)
        {
            limit = number.Digits.Length;
        }
        int exponent = number.Point - 1;
        if (exponent < -4 || exponent >= limit)
        {
            int digits = shortest ? number.Digits.Length : Math.Min(precision, number.Digits.Length);
            return Exponent(number, format == 'g' ? 'e' : 'E', Math.Max(digits, 1) - 1);
        }

        return Fixed(number, Math.Max(number.Digits.Length - number.Point, 0));
    }

    private static string Exponent(Decimals number, char format, int precision)
    {
        StringBuilder text = new();
        text.Append(number.Digits.Length > 0 ? number.Digits[0] : '0');
        if (precision > 0)
        {
            text.Append('.');
            string rest = number.Digits.Length > 1 ? number.Digits[1..Math.Min(number.Digits.Length, precision + 1)] : "";
            text.Append(rest).Append('0', precision - rest.Length);
        }

        int exponent = number.Digits.Length == 0 ? 0 : number.Point - 1;
        text.Append(format).Append(exponent < 0 ? '-' : '+');
        return text.Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)).ToString();
    }

    private static string Fixed(Decimals number, int precision)
    {
        StringBuilder text = new();
        if (number.Point > 0)
        {
            string whole = number.Digits[..Math.Min(number.Digits.Length, number.Point)];
            text.Append(whole).Append('0', number.Point - whole.Length);
        }
        else
        {
            text.Append('0');
        }

        if (precision > 0)
        {
            text.Append('.');
            for (int i = 0; i < precision; i++)
            {
                int at = number.Point + i;
                text.Append(at >= 0 && at < number.Digits.Length ? number.Digits[at] : '0');
            }
        }

        return text.ToString();
    }

    private static Decimals Shortest(double value, bool single)
    {
        if (value == 0)
        {
            return new Decimals("", 0);
        }
        string text = single ? ((float)value).ToString("R", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);
        int exponentAt = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = exponentAt < 0 ? 0 : int.Parse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = exponentAt < 0 ? text : text[..exponentAt];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        return Trimmed(digits, (point < 0 ? mantissa.Length : point) + exponent);
    }

    private static Decimals Exact(double value)
    {
        if (value == 0)
        {
            return new Decimals("", 0);
        }
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
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
        BigInteger whole = mantissa;
        if (exponent >= 0)
        {
            string text = (whole << exponent).ToString(CultureInfo.InvariantCulture);
            return Trimmed(text, text.Length);
        }

        // m / 2^k = m * 5^k / 10^k
        string digits = (whole * BigInteger.Pow(5, -exponent)).ToString(CultureInfo.InvariantCulture);
        return Trimmed(digits, digits.Length + exponent);
    }

    private static Decimals Trimmed(string digits, int point)
    {
        string start = digits.TrimStart('0');
        return new Decimals(start.TrimEnd('0'), point - (digits.Length - start.Length));
    }

    // Halves go to the even digit, as IEEE conversion asks for.
    private static Decimals Rounded(Decimals number, int count)
    {
        if (count >= number.Digits.Length)
        {
            return number;
        }
        if (count < 0)
        {
            return new Decimals("", number.Point);
        }
        bool up = RoundsUp(number.Digits, count);
        char[] kept = number.Digits[..count].ToCharArray();
        int at = count - 1;
        for (; up && at >= 0; at--)
        {
            if (kept[at] < '9')
            {
                kept[at]++;
                return Trimmed(new string(kept), number.Point);
            }

            kept[at] = '0';
        }

        return up ? new Decimals("1", number.Point + 1) : Trimmed(new string(kept), number.Point);
    }

    private static bool RoundsUp(string digits, int count)
    {
        if (digits[count] == '5' && count + 1 == digits.Length)
        {
            return count > 0 && (digits[count - 1] - '0') % 2 == 1;
        }
        return digits[count] >= '5';
    }

    /// <summary>0.DIGITS times ten to the power POINT, without zeros at either end; no digits for zero.</summary>
    private readonly record struct Decimals(string Digits, int Point);
}
