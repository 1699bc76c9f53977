using System.Numerics;

namespace Kuscia.Model.Quantities;

/// <summary>How a quantity is printed.</summary>
public enum QuantityFormat
{
    /// <summary>Suffixes n u m (none) k M G T P E.</summary>
    DecimalSi,

    /// <summary>Suffixes Ki Mi Gi Ti Pi Ei.</summary>
    BinarySi,

    /// <summary>Exponents, for example <c>12e6</c>.</summary>
    DecimalExponent,
}

/// <summary>
/// An exact Kubernetes quantity: a count of billionths (finer values are rounded up, as the API does) with the format it was written in.
/// </summary>
/// <param name="Nano">The value in units of 10^-9.</param>
/// <param name="Format">The family of suffixes used for printing; it takes no part in comparisons.</param>
public readonly record struct Quantity(BigInteger Nano, QuantityFormat Format) : IComparable<Quantity>
{
    internal static readonly BigInteger One = BigInteger.Pow(10, 9);

    /// <summary>Nothing.</summary>
    public static readonly Quantity Zero = new(BigInteger.Zero, QuantityFormat.DecimalSi);

    /// <summary>A whole number of units.</summary>
    public static Quantity FromUnits(long units, QuantityFormat format = QuantityFormat.DecimalSi) => new(units * One, format);

    /// <summary>A whole number of thousandths.</summary>
    public static Quantity FromMilli(long milli) => new(milli * (One / 1000), QuantityFormat.DecimalSi);

    /// <summary>Reads a quantity such as <c>500m</c>, <c>1.5Gi</c> or <c>12e6</c>; throws <see cref="FormatException"/> that names the text.</summary>
    public static Quantity Parse(string text) =>
        TryParse(text, out Quantity quantity)
            ? quantity
            : throw new FormatException($"\"{text}\" is not a quantity; write a number with an optional suffix n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi or Ei");

    /// <summary>Reads a quantity; false when the text is none.</summary>
    public static bool TryParse(string? text, out Quantity quantity) => QuantityParser.TryParse(text, out quantity);

    /// <summary>The smallest whole number of units that is not less.</summary>
    public BigInteger Units => CeilingDivide(Nano, One);

    /// <summary>The smallest whole number of thousandths that is not less.</summary>
    public BigInteger Milli => CeilingDivide(Nano, One / 1000);

    /// <summary>True when the value is zero.</summary>
    public bool IsZero => Nano.IsZero;

    /// <summary>
    /// The share of one of <paramref name="parts"/>: decimal quantities are divided in thousandths, binary ones in bytes; both are rounded down and
    /// printed one unit smaller than the input where that stays exact.
    /// </summary>
    /// <param name="parts">At least 1.</param>
    public Quantity DivideBy(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        return Format == QuantityFormat.BinarySi
            ? new Quantity(Units / parts * One, Format)
            : new Quantity(Milli / parts * (One / 1000), QuantityFormat.DecimalSi);
    }

    /// <summary>The canonical text: the largest suffix that needs no fraction.</summary>
    public override string ToString() => QuantityFormatter.Format(this);

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Nano.CompareTo(other.Nano);

    /// <summary>Equal values are equal whatever their format.</summary>
    public bool Equals(Quantity other) => Nano == other.Nano;

    /// <inheritdoc/>
    public override int GetHashCode() => Nano.GetHashCode();

    /// <summary>Sum in the format of the left side (of the right side when the left is zero).</summary>
    public static Quantity operator +(Quantity left, Quantity right) => new(left.Nano + right.Nano, left.IsZero ? right.Format : left.Format);

    /// <summary>Difference in the format of the left side.</summary>
    public static Quantity operator -(Quantity left, Quantity right) => new(left.Nano - right.Nano, left.IsZero ? right.Format : left.Format);

    /// <summary>Adds.</summary>
    public static Quantity Add(Quantity left, Quantity right) => left + right;

    /// <summary>Subtracts.</summary>
    public static Quantity Subtract(Quantity left, Quantity right) => left - right;

    /// <inheritdoc/>
    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    /// <inheritdoc/>
    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    /// <inheritdoc/>
    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    /// <inheritdoc/>
    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    internal static BigInteger CeilingDivide(BigInteger value, BigInteger by)
    {
        BigInteger quotient = BigInteger.DivRem(value, by, out BigInteger rest);
        return rest.Sign > 0 ? quotient + 1 : quotient;
    }
}
