namespace Kuscia.Helm.Functions.Time;

/// <summary>Finds the parts of a Go time layout, which is the reference time Mon Jan 2 15:04:05 2006 written the wanted way.</summary>
internal static class GoLayout
{
    // Longer ones first; a short one must not hide them.
    private static readonly (string Text, LayoutPart Part)[] Parts =
    [
        ("January", LayoutPart.LongMonth),
        ("Jan", LayoutPart.Month),
        ("Monday", LayoutPart.LongWeekday),
        ("MST", LayoutPart.ZoneName),
        ("Mon", LayoutPart.Weekday),
        ("002", LayoutPart.ZeroYearDay),
        ("01", LayoutPart.ZeroMonth),
        ("02", LayoutPart.ZeroDay),
        ("03", LayoutPart.ZeroHour12),
        ("04", LayoutPart.ZeroMinute),
        ("05", LayoutPart.ZeroSecond),
        ("06", LayoutPart.Year),
        ("15", LayoutPart.Hour),
        ("1", LayoutPart.NumberMonth),
        ("2006", LayoutPart.LongYear),
        ("2", LayoutPart.Day),
        ("__2", LayoutPart.UnderYearDay),
        ("_2", LayoutPart.UnderDay),
        ("3", LayoutPart.Hour12),
        ("4", LayoutPart.Minute),
        ("5", LayoutPart.Second),
        ("PM", LayoutPart.UpperPm),
        ("pm", LayoutPart.LowerPm),
        ("-070000", LayoutPart.NumericSecondsZone),
        ("-07:00:00", LayoutPart.NumericColonSecondsZone),
        ("-0700", LayoutPart.NumericZone),
        ("-07:00", LayoutPart.NumericColonZone),
        ("-07", LayoutPart.NumericShortZone),
        ("Z070000", LayoutPart.IsoSecondsZone),
        ("Z07:00:00", LayoutPart.IsoColonSecondsZone),
        ("Z0700", LayoutPart.IsoZone),
        ("Z07:00", LayoutPart.IsoColonZone),
        ("Z07", LayoutPart.IsoShortZone),
    ];

    /// <summary>Finds the first part.</summary>
    /// <param name="layout">The layout from the current place on.</param>
    /// <param name="start">Where the part starts; the length of the layout when there is none.</param>
    /// <param name="length">How long it is; for fractions including the point.</param>
    public static LayoutPart Next(ReadOnlySpan<char> layout, out int start, out int length)
    {
        for (start = 0; start < layout.Length; start++)
        {
            LayoutPart part = At(layout[start..], out length);
            if (part != LayoutPart.None)
            {
                return part;
            }
        }

        length = 0;
        return LayoutPart.None;
    }

    private static LayoutPart At(ReadOnlySpan<char> rest, out int length)
    {
        foreach ((string text, LayoutPart part) in Parts)
        {
            length = text.Length;
            if (!rest.StartsWith(text))
            {
                continue;
            }
            if (part == LayoutPart.Month && rest.Length > 3 && char.IsAsciiLetterLower(rest[3]))
            {
                continue;
            }
            if (part == LayoutPart.Weekday && rest.Length > 3 && char.IsAsciiLetterLower(rest[3]))
            {
                continue;
            }
            if (part == LayoutPart.UnderDay && rest.StartsWith("_2006"))
            {
                continue;
            }
            return part;
        }

        return Fraction(rest, out length);
    }

    // A point or comma followed by zeros or nines, and by no further digit.
    private static LayoutPart Fraction(ReadOnlySpan<char> rest, out int length)
    {
        length = 0;
        if (rest.Length < 2 || rest[0] is not ('.' or ',') || rest[1] is not ('0' or '9'))
        {
            return LayoutPart.None;
        }
        length = 1;
        while (length < rest.Length && rest[length] == rest[1])
        {
            length++;
        }
        if (length < rest.Length && char.IsAsciiDigit(rest[length]))
        {
            return LayoutPart.None;
        }
        return rest[1] == '0' ? LayoutPart.FractionZeros : LayoutPart.FractionNines;
    }
}
