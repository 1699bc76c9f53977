using System.Globalization;

namespace KubeFate.Wire;

/// <summary>Durations for people, two units at most.</summary>
internal static class HumanDuration
{
    public static string Write(TimeSpan time)
    {
        long seconds = (long)time.TotalSeconds;
        if (seconds < -1)
        {
            return "<invalid>";
        }

        if (seconds <= 0)
        {
            return time < TimeSpan.Zero ? "0s" : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds}ms");
        }

        long minutes = seconds / 60, hours = seconds / 3600, days = hours / 24, years = days / 365;
        return seconds switch
        {
            < 120 => Unit(seconds, "s"),
            < 600 => Pair(minutes, "m", seconds % 60, "s"),
            < 3 * 3600 => Unit(minutes, "m"),
            < 8 * 3600 => Pair(hours, "h", minutes % 60, "m"),
            < 48 * 3600 => Unit(hours, "h"),
            < 8 * 86400 => Pair(days, "d", hours % 24, "h"),
            < 2 * 365 * 86400L => Unit(days, "d"),
            < 8 * 365 * 86400L => Pair(years, "y", days % 365, "d"),
            _ => Unit(years, "y"),
        };
    }

    private static string Unit(long amount, string unit) => string.Create(CultureInfo.InvariantCulture, $"{amount}{unit}");

    private static string Pair(long major, string majorUnit, long minor, string minorUnit) => minor == 0 ? Unit(major, majorUnit) : Unit(major, majorUnit) + Unit(minor, minorUnit);
}
