using System.Globalization;
using System.Numerics;

namespace Kuscia.Model.Quantities;

/// <summary>Reads the grammar <c>sign? digits ('.' digits)? (suffix | exponent)?</c> of the Kubernetes API reference, "Quantity".</summary>
internal static class QuantityParser
{
    // Longer texts are refused: they are no amounts but attacks on the arithmetic.
    private const int MaxLength = 64;
    private const int MaxExponent = 30;

    public static bool TryParse(string? text, out Quantity quantity)
    {
        quantity = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return false;
        }

        int at = text[0] is '+' or '-' ? 1 : 0;
        int end = at;
        int point = -1;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] == '.' && point < 0)))
        {
            point = text[end] == '.' ? end : point;
            end++;
        }

        string whole = text[at..(point < 0 ? end : point)];
        string fraction = point < 0 ? "" : text[(point + 1)..end];
        if (whole.Length + fraction.Length == 0 || !TryScale(text[end..], out BigInteger scale, out int exponent, out QuantityFormat format))
        {
            return false;
        }

        BigInteger digits = BigInteger.Parse("0" + whole + fraction, NumberStyles.None, CultureInfo.InvariantCulture);
        quantity = new Quantity(ToNano(digits * scale, exponent - fraction.Length) * (text[0] == '-' ? -1 : 1), format);
        return true;
    }

    private static BigInteger ToNano(BigInteger value, int exponent)
    {
        int power = exponent + 9;
        return power >= 0 ? value * BigInteger.Pow(10, power) : Quantity.CeilingDivide(value, BigInteger.Pow(10, -power));
    }

    private static bool TryScale(string suffix, out BigInteger scale, out int exponent, out QuantityFormat format)
    {
        scale = BigInteger.One;
        exponent = 0;
        format = QuantityFormat.DecimalSi;
        int decimalIndex = Array.IndexOf(QuantityFormatter.DecimalSuffixes, suffix);
        if (decimalIndex >= 0)
        {
            exponent = (decimalIndex - QuantityFormatter.UnitIndex) * 3;
            return true;
        }

        int binaryIndex = Array.IndexOf(QuantityFormatter.BinarySuffixes, suffix);
        if (binaryIndex > 0)
        {
            format = QuantityFormat.BinarySi;
            scale = BigInteger.Pow(1024, binaryIndex);
            return true;
        }

        format = QuantityFormat.DecimalExponent;
        return suffix.Length > 1 && suffix[0] is 'e' or 'E'
            && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            && Math.Abs(exponent) <= MaxExponent;
    }
}
