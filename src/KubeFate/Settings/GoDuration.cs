using System.Buffers;
using System.Globalization;

namespace KubeFate.Settings;

/// <summary>Durations as Go writes them: <c>90s</c>, <c>1h30m</c>, <c>1500ms</c>.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly (string Unit, double Seconds)[] Units = [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>Reads a duration; null when the text is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan();
        bool negative = rest.StartsWith("-");
        rest = rest.TrimStart("+-");
        if (rest.Length == 0)
        {
            return null;
        }

        if (rest is "0")
        {
            return TimeSpan.Zero;
        }

        double seconds = 0;
        while (rest.Length > 0)
        {
            int digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount))
            {
                return null;
            }

            rest = rest[digits..];
            int end = rest.IndexOfAny(Digits);
            ReadOnlySpan<char> unit = end < 0 ? rest : rest[..end];
            double? factor = Factor(unit);
            if (factor is null)
            {
                return null;
            }

            seconds += amount * factor.Value;
            rest = rest[unit.Length..];
        }

        return seconds > 1e9 ? null : TimeSpan.FromSeconds(negative ? -seconds : seconds);
    }

    private static double? Factor(ReadOnlySpan<char> unit)
    {
        foreach ((string name, double seconds) in Units)
        {
            if (unit.SequenceEqual(name))
            {
                return seconds;
            }
        }

        return null;
    }
}
