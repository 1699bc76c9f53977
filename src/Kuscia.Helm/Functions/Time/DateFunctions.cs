using System.Globalization;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Time;

/// <summary>Functions on dates and durations; the time comes from the clock of the rendering.</summary>
internal static class DateFunctions
{
    private const long Hour = 3_600_000_000_000;

    public static IEnumerable<GoFunction> Rows =>
    [
        new("now", "", static (c, _) => Now(c)),
        new("ago", "any", static (c, a) => Ago(c, a[0])),
        new("date", "string,any", static (c, a) => Date(c, (string)a[0]!, a[1], "Local")),
        new("date_in_zone", "string,any,string", static (c, a) => Date(c, (string)a[0]!, a[1], (string)a[2]!)),
        new("dateInZone", "string,any,string", static (c, a) => Date(c, (string)a[0]!, a[1], (string)a[2]!)),
        new("htmlDate", "any", static (c, a) => Date(c, "2006-01-02", a[0], "Local")),
        new("htmlDateInZone", "any,string", static (c, a) => Date(c, "2006-01-02", a[0], (string)a[1]!)),
        new("date_modify", "string,time", static (_, a) => Modify((string)a[0]!, (GoTime)a[1]!, false)),
        new("dateModify", "string,time", static (_, a) => Modify((string)a[0]!, (GoTime)a[1]!, false)),
        new("must_date_modify", "string,time", static (_, a) => Modify((string)a[0]!, (GoTime)a[1]!, true)),
        new("mustDateModify", "string,time", static (_, a) => Modify((string)a[0]!, (GoTime)a[1]!, true)),
        new("toDate", "string,string", static (c, a) => ToDate(c, (string)a[0]!, (string)a[1]!)),
        new("mustToDate", "string,string", static (c, a) => GoTimeParser.Parse((string)a[0]!, (string)a[1]!, Here)),
        new("unixEpoch", "time", static (_, a) => ((GoTime)a[0]!).Seconds.ToString(CultureInfo.InvariantCulture)),
        new("duration", "any", static (_, a) => GoDuration.Format(unchecked(DurationSeconds(a[0]) * 1_000_000_000))),
        new("durationRound", "any", static (c, a) => Round(RoundedDuration(c, a[0]))),
    ];

    private static readonly GoZone Here = GoZone.From(TimeZoneInfo.Local);

    private static GoTime Now(FunctionContext context) => GoTime.From(context.Options.Clock.GetUtcNow(), Here);

    private static GoTime ToTime(FunctionContext context, object? value) => value switch
    {
        GoTime time => time,
        long seconds => new GoTime(seconds, 0, Here),
        nint seconds => new GoTime(seconds, 0, Here),
        int seconds => new GoTime(seconds, 0, Here),
        _ => Now(context),
    };

    private static string Date(FunctionContext context, string layout, object? value, string zone)
    {
        GoZone found = GoZone.Find(zone, TimeZoneInfo.Local) ?? GoZone.Utc;
        return GoTimeFormat.Format(ToTime(context, value).In(found), layout);
    }

    private static string Ago(FunctionContext context, object? value)
    {
        GoTime time = value is int ? Now(context) : ToTime(context, value);
        long passed = Now(context).Since(time);
        const long second = 1_000_000_000;
        long rest = passed % second;
        long rounded = passed - rest + (Math.Abs(rest) * 2 >= second ? Math.Sign(rest) * second : 0);
        return GoDuration.Format(rounded);
    }

    private static GoTime Modify(string change, GoTime time, bool must)
    {
        if (GoDuration.TryParse(change, out long duration, out string error))
        {
            return time.Add(duration);
        }
        return must ? throw new FunctionException(error) : time;
    }

    private static GoTime ToDate(FunctionContext context, string layout, string text)
    {
        try
        {
            return GoTimeParser.Parse(layout, text, Here);
        }
        catch (FunctionException)
        {
            // The form without "must" gives the zero time for what it cannot read.
            return GoTime.Zero;
        }
    }

    private static long DurationSeconds(object? value) => value switch
    {
        string text => GoNumber.TryParseInteger(text, 10, out long seconds) ? seconds : 0,
        long seconds => seconds,
        _ => 0,
    };

    private static long RoundedDuration(FunctionContext context, object? value) => value switch
    {
        string text => GoDuration.TryParse(text, out long duration, out _) ? duration : 0,
        long duration => duration,
        GoTime time => Now(context).Since(time),
        _ => 0,
    };

    private static string Round(long duration)
    {
        ulong magnitude = duration < 0 ? (ulong)-(duration + 1) + 1 : (ulong)duration;
        (ulong Length, string Unit)[] units =
        [
            ((ulong)Hour * 24 * 365, "y"),
            ((ulong)Hour * 24 * 30, "mo"),
            ((ulong)Hour * 24, "d"),
            ((ulong)Hour, "h"),
            ((ulong)Hour / 60, "m"),
            ((ulong)Hour / 3_600, "s"),
        ];
        foreach ((ulong length, string unit) in units)
        {
            if (magnitude > length)
            {
                return (magnitude / length).ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return "0s";
    }
}
