namespace Kuscia.Helm.Functions.Time;

/// <summary>A date and time of day in a zone, by the Gregorian calendar for all years.</summary>
internal readonly record struct GoClock(long Year, int Month, int Day, int YearDay, int Weekday, int Hour, int Minute, int Second, string ZoneName, int Offset)
{
    /// <summary>From days since 1970 and seconds of the day.</summary>
    public static GoClock Create(long days, int seconds, string zoneName, int offset)
    {
        // Years run from March, so that the leap day is the last one; 146,097 days are 400 years.
        long shifted = days + 719_468;
        long era = Math.DivRem(shifted, 146_097, out long dayOfEra);
        if (dayOfEra < 0)
        {
            dayOfEra += 146_097;
            era--;
        }

        long yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        int monthFromMarch = (int)(((5 * dayOfYear) + 2) / 153);
        int day = (int)(dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1);
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        long year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        int yearDay = (int)(days - DaysUntil(year, 1, 1) + 1);
        int weekday = (int)((((days + 4) % 7) + 7) % 7);
        return new GoClock(year, month, day, yearDay, weekday, seconds / 3600, seconds / 60 % 60, seconds % 60, zoneName, offset);
    }

    /// <summary>Days from 1970 to a date.</summary>
    public static long DaysUntil(long year, int month, int day)
    {
        long shifted = month <= 2 ? year - 1 : year;
        long era = (shifted >= 0 ? shifted : shifted - 399) / 400;
        long yearOfEra = shifted - (era * 400);
        long dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        return (era * 146_097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719_468;
    }

    public static bool IsLeap(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    public static int DaysIn(long year, int month) => month == 2 && IsLeap(year) ? 29 : DateTime.DaysInMonth(2001, month);
}
