using System.Globalization;
using System.Numerics;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Time;

/// <summary>Go's time.Duration, a number of nanoseconds.</summary>
internal static class GoDuration
{
    private const long Second = 1_000_000_000;

    private static readonly Dictionary<string, long> Units = new(StringComparer.Ordinal)
    {
        ["ns"] = 1,
        ["us"] = 1_000,
        ["µs"] = 1_000,
        ["μs"] = 1_000,
        ["ms"] = 1_000_000,
        ["s"] = Second,
        ["m"] = 60 * Second,
        ["h"] = 3_600 * Second,
    };

    /// <summary>Reads text such as <c>-1h30m</c>.</summary>
    public static bool TryParse(string text, out long duration, out string error)
    {
        duration = 0;
        error = $"time: invalid duration {GoQuote.Quote(text)}";
        ReadOnlySpan<char> rest = text;
        bool negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+"))
        {
            rest = rest[1..];
        }
        if (rest.SequenceEqual("0"))
        {
            return true;
        }
        BigInteger total = 0;
        bool any = false;
        while (!rest.IsEmpty)
        {
            int digits = Span(rest, static c => char.IsAsciiDigit(c) || c == '.');
            int unit = Span(rest[digits..], static c => !char.IsAsciiDigit(c) && c != '.');
            string number = rest[..digits].ToString();
            string unitName = rest.Slice(digits, unit).ToString();
            if (digits == 0 || digits > 30 || number == "." || number.AsSpan().Count('.') > 1)
            {
                return false;
            }
            if (!Units.TryGetValue(unitName, out long scale))
            {
                error = unit == 0
                    ? $"time: missing unit in duration {GoQuote.Quote(text)}"
                    : $"time: unknown unit {GoQuote.Quote(unitName)} in duration {GoQuote.Quote(text)}";
                return false;
            }

            total += Scaled(number, scale);
            any = true;
            rest = rest[(digits + unit)..];
        }

        if (!any || total > (negative ? (BigInteger)long.MaxValue + 1 : long.MaxValue))
        {
            return false;
        }
        duration = (long)(negative ? -total : total);
        return true;
    }

    /// <summary>Prints as <c>1h1m1s</c>.</summary>
    public static string Format(long duration)
    {
        if (duration == 0)
        {
            return "0s";
        }
        string sign = duration < 0 ? "-" : "";
        ulong magnitude = duration < 0 ? (ulong)-(duration + 1) + 1 : (ulong)duration;
        if (magnitude < 1_000)
        {
            return $"{sign}{magnitude}ns";
        }
        if (magnitude < 1_000_000)
        {
            return $"{sign}{Fraction(magnitude, 1_000)}µs";
        }
        if (magnitude < (ulong)Second)
        {
            return $"{sign}{Fraction(magnitude, 1_000_000)}ms";
        }
        ulong minutes = magnitude / (ulong)Second / 60;
        StringBuilder text = new(sign);
        if (minutes >= 60)
        {
            text.Append(minutes / 60).Append('h');
        }
        if (minutes > 0)
        {
            text.Append(minutes % 60).Append('m');
        }
        return text.Append(Fraction(magnitude % (60UL * (ulong)Second), (ulong)Second)).Append('s').ToString();
    }

    private static string Fraction(ulong value, ulong unit)
    {
        int places = unit.ToString(CultureInfo.InvariantCulture).Length - 1;
        string fraction = (value % unit).ToString(CultureInfo.InvariantCulture).PadLeft(places, '0').TrimEnd('0');
        string whole = (value / unit).ToString(CultureInfo.InvariantCulture);
        return fraction.Length > 0 ? $"{whole}.{fraction}" : whole;
    }

    private static BigInteger Scaled(string number, long unit)
    {
        int point = number.IndexOf('.', StringComparison.Ordinal);
        int places = point < 0 ? 0 : number.Length - point - 1;
        string digits = point < 0 ? number : number.Remove(point, 1);
        return BigInteger.Parse(digits, CultureInfo.InvariantCulture) * unit / BigInteger.Pow(10, places);
    }

    private static int Span(ReadOnlySpan<char> text, Func<char, bool> belongs)
    {
        int count = 0;
        while (count < text.Length && belongs(text[count]))
        {
            count++;
        }
        return count;
    }
}
