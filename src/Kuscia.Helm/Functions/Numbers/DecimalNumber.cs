using System.Globalization;
using System.Numerics;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Numbers;

/// <summary>A decimal number of any length: digits times ten to an exponent. Division keeps 16 places.</summary>
internal readonly record struct DecimalNumber(BigInteger Digits, int Exponent)
{
    private const int DivisionPlaces = 16;

    /// <summary>The shortest decimal that reads back as the number.</summary>
    public static DecimalNumber From(double value)
    {
        if (double.IsNaN(value))
        {
            throw new FunctionException("Cannot create a Decimal from NaN");
        }
        if (double.IsInfinity(value))
        {
            throw new FunctionException($"Cannot create a Decimal from {GoFloat.Format(value)}");
        }
        string text = GoFloat.Format(value, 'e', -1);
        int exponentAt = text.IndexOf('e', StringComparison.Ordinal);
        string mantissa = text[..exponentAt];
        int exponent = int.Parse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int places = point < 0 ? 0 : mantissa.Length - point - 1;
        string digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        return new DecimalNumber(BigInteger.Parse(digits, CultureInfo.InvariantCulture), exponent - places);
    }

    public static DecimalNumber Add(DecimalNumber a, DecimalNumber b)
    {
        int exponent = Math.Min(a.Exponent, b.Exponent);
        return new DecimalNumber(a.Scaled(exponent) + b.Scaled(exponent), exponent);
    }

    public static DecimalNumber Subtract(DecimalNumber a, DecimalNumber b) => Add(a, new DecimalNumber(-b.Digits, b.Exponent));

    public static DecimalNumber Multiply(DecimalNumber a, DecimalNumber b) => new(a.Digits * b.Digits, a.Exponent + b.Exponent);

    public static DecimalNumber Divide(DecimalNumber a, DecimalNumber b)
    {
        if (b.Digits.IsZero)
        {
            throw new FunctionException("decimal division by 0");
        }
        // a/b in units of the last place kept.
        int shift = a.Exponent - b.Exponent + DivisionPlaces;
        BigInteger numerator = shift >= 0 ? a.Digits * BigInteger.Pow(10, shift) : a.Digits;
        BigInteger denominator = shift >= 0 ? b.Digits : b.Digits * BigInteger.Pow(10, -shift);
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
        if (BigInteger.Abs(rest) * 2 >= BigInteger.Abs(denominator))
        {
            quotient += numerator.Sign * denominator.Sign;
        }
        return new DecimalNumber(quotient, -DivisionPlaces);
    }

    public double ToDouble() => double.Parse(
        string.Create(CultureInfo.InvariantCulture, $"{Digits}E{Exponent}"),
        NumberStyles.Float,
        CultureInfo.InvariantCulture);

    private BigInteger Scaled(int exponent) => Digits * BigInteger.Pow(10, Exponent - exponent);
}
