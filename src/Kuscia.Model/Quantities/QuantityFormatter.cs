using System.Globalization;
using System.Numerics;

namespace Kuscia.Model.Quantities;

/// <summary>Prints quantities canonically: no fraction, the largest suffix possible.</summary>
internal static class QuantityFormatter
{
    /// <summary>Index of the empty suffix in <see cref="DecimalSuffixes"/>.</summary>
    public const int UnitIndex = 3;

    public static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    public static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public static string Format(Quantity quantity)
    {
        // A fraction of a unit and values below 1024 have no binary suffix, as in the API.
        bool binary = quantity.Format == QuantityFormat.BinarySi
            && (quantity.Nano % Quantity.One).IsZero
            && BigInteger.Abs(quantity.Nano / Quantity.One) >= 1024;
        return binary ? Binary(quantity.Nano / Quantity.One) : Decimal(quantity.Nano, quantity.Format == QuantityFormat.DecimalExponent);
    }

    private static string Binary(BigInteger units)
    {
        int index = 0;
        while (index < BinarySuffixes.Length - 1 && (units % 1024).IsZero)
        {
            units /= 1024;
            index++;
        }

        return units.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[index];
    }

    private static string Decimal(BigInteger nano, bool exponent)
    {
        if (nano.IsZero)
        {
            return "0";
        }

        int index = 0;
        while (index < DecimalSuffixes.Length - 1 && (nano % 1000).IsZero)
        {
            nano /= 1000;
            index++;
        }

        int power = (index - UnitIndex) * 3;
        string suffix = !exponent ? DecimalSuffixes[index] : power == 0 ? "" : "e" + power.ToString(CultureInfo.InvariantCulture);
        return nano.ToString(CultureInfo.InvariantCulture) + suffix;
    }
}
