using System.Globalization;
using System.Numerics;

namespace Kuscia.Helm.GoValues;

/// <summary>Reading numbers as Go's strconv does.</summary>
internal static class GoNumber
{
    /// <summary>strconv.ParseInt with 64 bits; base 0 reads prefixes and underscores.</summary>
    public static bool TryParseInteger(string text, int numberBase, out long value)
    {
        value = 0;
        bool negative = text.StartsWith('-');
        string digits = negative || text.StartsWith('+') ? text[1..] : text;
        if (!TryParseUnsigned(digits, numberBase, out ulong magnitude))
        {
            return false;
        }
        if (magnitude > (negative ? 9223372036854775808UL : long.MaxValue))
        {
            return false;
        }
        value = negative ? unchecked(-(long)magnitude) : (long)magnitude;
        return true;
    }

    /// <summary>strconv.ParseUint with 64 bits; base 0 reads prefixes and underscores.</summary>
    public static bool TryParseUnsigned(string text, int numberBase, out ulong value)
    {
        value = 0;
        if (text.Length == 0)
        {
            return false;
        }
        ReadOnlySpan<char> digits = text;
        bool underscores = numberBase == 0;
        if (numberBase == 0)
        {
            if (!UnderscoresAreFine(text))
            {
                return false;
            }
            numberBase = ReadPrefix(ref digits);
        }

        if (digits.IsEmpty)
        {
            return false;
        }
        UInt128 sum = 0;
        foreach (char c in digits)
        {
            if (c == '_' && underscores)
            {
                continue;
            }
            int digit = Digit(c);
            if (digit < 0 || digit >= numberBase)
            {
                return false;
            }
            sum = sum * (uint)numberBase + (uint)digit;
            if (sum > ulong.MaxValue)
            {
                return false;
            }
        }

        value = (ulong)sum;
        return true;
    }

    /// <summary>strconv.ParseFloat with 64 bits: decimal, hexadecimal with exponent, inf and nan; underscores only as Go allows.</summary>
    public static bool TryParseFloat(string text, out double value)
    {
        value = 0;
        if (text.Length == 0)
        {
            return false;
        }
        bool negative = text[0] == '-';
        string body = negative || text[0] == '+' ? text[1..] : text;
        switch (body.ToLowerInvariant())
        {
            case "inf" or "infinity":
                value = negative ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            case "nan":
                value = double.NaN;
                return text.Length == 3;
        }

        bool hex = body.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (!UnderscoresAreFine(body))
        {
            return false;
        }
        body = hex ? body : body.Replace("_", "", StringComparison.Ordinal);
        double magnitude;
        if (hex ? !TryHexFloat(body[2..].Replace("_", "", StringComparison.Ordinal), out magnitude) : !TryDecimal(body, out magnitude))
        {
            return false;
        }
        value = negative ? -magnitude : magnitude;
        return !double.IsInfinity(magnitude);
    }

    private static bool TryDecimal(string body, out double value)
    {
        value = 0;
        bool digits = false;
        foreach (char c in body)
        {
            digits |= char.IsAsciiDigit(c);
            if (!char.IsAsciiDigit(c) && c is not ('.' or 'e' or 'E' or '+' or '-'))
            {
                return false;
            }
            if (c is 'e' or 'E' && !digits)
            {
                return false;
            }
        }

        return digits && !body.StartsWith('+') && !body.StartsWith('-') && double.TryParse(
            body,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out value);
    }

    private static bool TryHexFloat(string body, out double value)
    {
        value = 0;
        int exponentAt = body.IndexOfAny(['p', 'P']);
        if (exponentAt < 0 || !int.TryParse(body.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent))
        {
            return false;
        }
        string mantissa = body[..exponentAt];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        if (digits.Length is 0 or > 400 || !BigInteger.TryParse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out BigInteger whole))
        {
            return false;
        }
        int shift = exponent - (point < 0 ? 0 : 4 * (mantissa.Length - 1 - point));
        value = Math.ScaleB((double)whole, Math.Clamp(shift, -5000, 5000));
        return true;
    }

    private static int ReadPrefix(ref ReadOnlySpan<char> digits)
    {
        if (digits.Length >= 2 && digits[0] == '0')
        {
            int prefixed = char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 };
            if (prefixed > 0)
            {
                digits = digits[2..];
                return prefixed;
            }

            digits = digits[1..];
            return 8;
        }

        return 10;
    }

    // Underscores must stand between digits, or between the prefix and a digit.
    private static bool UnderscoresAreFine(string text)
    {
        if (!text.Contains('_', StringComparison.Ordinal))
        {
            return true;
        }
        int start = text.Length >= 2 && text[0] == '0' && char.ToLowerInvariant(text[1]) is 'x' or 'o' or 'b' ? 2 : 0;
        bool afterDigit = start == 2;
        for (int i = start; i < text.Length; i++)
        {
            bool digit = char.IsAsciiHexDigit(text[i]);
            if (text[i] == '_' && (!afterDigit || i + 1 >= text.Length || !char.IsAsciiHexDigit(text[i + 1])))
            {
                return false;
            }
            afterDigit = digit;
        }

        return start == 2 || char.IsAsciiDigit(text[0]);
    }

    private static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'z' => c - 'a' + 10,
        >= 'A' and <= 'Z' => c - 'A' + 10,
        _ => -1,
    };
}
