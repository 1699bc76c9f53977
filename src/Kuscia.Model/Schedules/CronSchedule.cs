using System.Globalization;

namespace Kuscia.Model.Schedules;

/// <summary>
/// A schedule as CronJobs write it: five fields, or a word such as <c>@daily</c>. When both the day of the month and the day of the week are given, one of them is enough, as in
/// cron. Times are those of a clock on the wall: those that a change of the clock leaves out do not come, those that it repeats come twice. Immutable.
/// </summary>
public sealed class CronSchedule
{
    // What does not come within so many days never comes: the 29th of February may be eight years away.
    private const int Horizon = 366 * 9;

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronField _days;
    private readonly CronField _months;
    private readonly CronField _weekdays;

    private CronSchedule(CronField[] fields) => (_minutes, _hours, _days, _months, _weekdays) = (fields[0], fields[1], fields[2], fields[3], fields[4]);

    /// <summary>Reads a schedule; null with the reason when it is none.</summary>
    public static CronSchedule? Parse(string text, out string fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = Words.GetValueOrDefault(text.Trim(), text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5)
        {
            fault = text.StartsWith('@')
                ? $"unrecognized descriptor: {text}"
                : string.Create(CultureInfo.InvariantCulture, $"expected exactly 5 fields, found {parts.Length}: [{string.Join(' ', parts)}]");
            return null;
        }

        CronField?[] fields = new CronField?[5];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = CronField.Parse(parts[i], CronField.Shapes[i], out fault);
            if (fields[i] is null)
            {
                return null;
            }
        }

        fault = "";
        return new CronSchedule([.. fields.OfType<CronField>()]);
    }

    /// <summary>The first time after a moment; null when none comes.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        DateTime day = TimeZoneInfo.ConvertTime(after, zone).Date;
        for (int i = 0; i < Horizon && day < DateTime.MaxValue.Date; i++, day = day.AddDays(1))
        {
            if (IsOn(day) && Times(day, zone).Where(t => t > after).OrderBy(t => t).Select(t => (DateTimeOffset?)t).FirstOrDefault() is { } next)
            {
                return next;
            }
        }

        return null;
    }

    /// <summary>The last time up to a moment and after another; null when none lies between.</summary>
    public DateTimeOffset? Latest(DateTimeOffset after, DateTimeOffset upTo, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        DateTime last = TimeZoneInfo.ConvertTime(after, zone).Date;
        for (DateTime day = TimeZoneInfo.ConvertTime(upTo, zone).Date; day >= last && day > DateTime.MinValue.Date; day = day.AddDays(-1))
        {
            if (IsOn(day) && Times(day, zone).Where(t => t <= upTo && t > after).OrderByDescending(t => t).Select(t => (DateTimeOffset?)t).FirstOrDefault() is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private bool IsOn(DateTime day)
    {
        bool date = _days.Has(day.Day);
        bool weekday = _weekdays.Has((int)day.DayOfWeek);
        return _months.Has(day.Month) && (_days.IsAny || _weekdays.IsAny ? date && weekday : date || weekday);
    }

    private IEnumerable<DateTimeOffset> Times(DateTime day, TimeZoneInfo zone)
    {
        for (int hour = 0; hour < 24; hour++)
        {
            for (int minute = 0; minute < 60 && _hours.Has(hour); minute++)
            {
                DateTime wall = day.AddHours(hour).AddMinutes(minute);
                if (!_minutes.Has(minute) || zone.IsInvalidTime(wall))
                {
                    continue;
                }

                foreach (TimeSpan offset in zone.IsAmbiguousTime(wall) ? zone.GetAmbiguousTimeOffsets(wall) : [zone.GetUtcOffset(wall)])
                {
                    yield return new DateTimeOffset(wall, offset);
                }
            }
        }
    }
}
