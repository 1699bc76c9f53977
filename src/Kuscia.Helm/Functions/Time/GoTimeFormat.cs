using System.Globalization;
using System.Text;

namespace Kuscia.Helm.Functions.Time;

/// <summary>Prints times by Go layouts.</summary>
internal static class GoTimeFormat
{
    private static readonly DateTimeFormatInfo Names = CultureInfo.InvariantCulture.DateTimeFormat;

    public static string Format(GoTime time, string layout)
    {
        GoClock clock = time.Clock();
        StringBuilder output = new(layout.Length + 10);
        ReadOnlySpan<char> rest = layout;
        while (true)
        {
            LayoutPart part = GoLayout.Next(rest, out int start, out int length);
            output.Append(rest[..start]);
            if (part == LayoutPart.None)
            {
                return output.ToString();
            }
            ReadOnlySpan<char> text = rest.Slice(start, length);
            if (part is LayoutPart.FractionZeros or LayoutPart.FractionNines)
            {
                output.Append(Fraction(time.Nanoseconds, text, part == LayoutPart.FractionNines));
            }
            else
            {
                output.Append(Text(part, clock));
            }
            rest = rest[(start + length)..];
        }
    }

    private static string Text(LayoutPart part, GoClock clock) => part switch
    {
        LayoutPart.LongYear => clock.Year < 0 ? "-" + Padded(-clock.Year, 4) : Padded(clock.Year, 4),
        LayoutPart.Year => Padded(Math.Abs(clock.Year % 100), 2),
        LayoutPart.LongMonth => Names.GetMonthName(clock.Month),
        LayoutPart.Month => Names.GetAbbreviatedMonthName(clock.Month),
        LayoutPart.NumberMonth => Padded(clock.Month, 1),
        LayoutPart.ZeroMonth => Padded(clock.Month, 2),
        LayoutPart.LongWeekday => Names.GetDayName((DayOfWeek)clock.Weekday),
        LayoutPart.Weekday => Names.GetAbbreviatedDayName((DayOfWeek)clock.Weekday),
        LayoutPart.Day => Padded(clock.Day, 1),
        LayoutPart.UnderDay => Padded(clock.Day, 1).PadLeft(2),
        LayoutPart.ZeroDay => Padded(clock.Day, 2),
        LayoutPart.UnderYearDay => Padded(clock.YearDay, 1).PadLeft(3),
        LayoutPart.ZeroYearDay => Padded(clock.YearDay, 3),
        LayoutPart.Hour => Padded(clock.Hour, 2),
        LayoutPart.Hour12 => Padded(Hour12(clock.Hour), 1),
        LayoutPart.ZeroHour12 => Padded(Hour12(clock.Hour), 2),
        LayoutPart.Minute => Padded(clock.Minute, 1),
        LayoutPart.ZeroMinute => Padded(clock.Minute, 2),
        LayoutPart.Second => Padded(clock.Second, 1),
        LayoutPart.ZeroSecond => Padded(clock.Second, 2),
        LayoutPart.UpperPm => clock.Hour >= 12 ? "PM" : "AM",
        LayoutPart.LowerPm => clock.Hour >= 12 ? "pm" : "am",
        LayoutPart.ZoneName => clock.ZoneName.Length > 0 ? clock.ZoneName : Zone(LayoutPart.NumericZone, clock.Offset),
        _ => Zone(part, clock.Offset),
    };

    private static int Hour12(int hour) => hour % 12 == 0 ? 12 : hour % 12;

    private static string Padded(long number, int width) => number.ToString("D" + width, CultureInfo.InvariantCulture);

    private static string Zone(LayoutPart part, int offset)
    {
        bool iso = part is LayoutPart.IsoZone or LayoutPart.IsoColonZone or LayoutPart.IsoSecondsZone or LayoutPart.IsoShortZone or LayoutPart.IsoColonSecondsZone;
        if (iso && offset == 0)
        {
            return "Z";
        }
        int seconds = Math.Abs(offset);
        string text = (offset < 0 ? "-" : "+") + Padded(seconds / 3600, 2);
        if (part is LayoutPart.IsoShortZone or LayoutPart.NumericShortZone)
        {
            return text;
        }
        string colon = part is LayoutPart.IsoColonZone or LayoutPart.NumericColonZone or LayoutPart.IsoColonSecondsZone or LayoutPart.NumericColonSecondsZone ? ":" : "";
        text += colon + Padded(seconds / 60 % 60, 2);
        return part is LayoutPart.IsoSecondsZone or LayoutPart.NumericSecondsZone or LayoutPart.IsoColonSecondsZone or LayoutPart.NumericColonSecondsZone
            ? text + colon + Padded(seconds % 60, 2)
            : text;
    }

    private static string Fraction(int nanoseconds, ReadOnlySpan<char> layout, bool trim)
    {
        string digits = nanoseconds.ToString("D9", CultureInfo.InvariantCulture).PadRight(layout.Length, '0')[..(layout.Length - 1)];
        if (trim)
        {
            digits = digits.TrimEnd('0');
        }
        return digits.Length == 0 ? "" : layout[0] + digits;
    }
}
