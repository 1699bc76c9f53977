using System.Globalization;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Time;

/// <summary>Go's time.Time: an instant with a zone to show it in.</summary>
internal sealed class GoTime(long seconds, int nanoseconds, GoZone zone) : IGoObject
{
    private const long SecondsPerDay = 86_400;

    /// <summary>Seconds since 1970 in UTC.</summary>
    public long Seconds { get; } = seconds;

    /// <summary>The fraction of the second.</summary>
    public int Nanoseconds { get; } = nanoseconds;

    public GoZone Zone { get; } = zone;

    /// <summary>The first instant of year 1, what a failed reading gives.</summary>
    public static GoTime Zero { get; } = new(-62_135_596_800, 0, GoZone.Utc);

    public string TypeName => "time.Time";

    public string? Text => GoTimeFormat.Format(this, "2006-01-02 15:04:05.999999999 -0700 MST");

    public static GoTime From(DateTimeOffset instant, GoZone zone) =>
        new(instant.ToUnixTimeSeconds(), (int)(instant.Ticks % TimeSpan.TicksPerSecond * 100), zone);

    /// <summary>The same instant in another zone.</summary>
    public GoTime In(GoZone zone) => new(Seconds, Nanoseconds, zone);

    /// <summary>The instant moved by a number of nanoseconds.</summary>
    public GoTime Add(long duration)
    {
        Int128 total = ((Int128)Seconds * 1_000_000_000) + Nanoseconds + duration;
        Int128 whole = total / 1_000_000_000;
        Int128 rest = total % 1_000_000_000;
        if (rest < 0)
        {
            rest += 1_000_000_000;
            whole--;
        }

        return new GoTime((long)whole, (int)rest, Zone);
    }

    /// <summary>The nanoseconds since another instant, as far as they fit.</summary>
    public long Since(GoTime other)
    {
        Int128 difference = (((Int128)Seconds - other.Seconds) * 1_000_000_000) + Nanoseconds - other.Nanoseconds;
        return (long)Int128.Clamp(difference, long.MinValue, long.MaxValue);
    }

    /// <summary>The calendar and clock of the zone.</summary>
    public GoClock Clock()
    {
        (string name, int offset) = Zone.At(Seconds);
        Int128 local = (Int128)Seconds + offset;
        Int128 days = local / SecondsPerDay;
        int rest = (int)(local % SecondsPerDay);
        if (rest < 0)
        {
            rest += (int)SecondsPerDay;
            days--;
        }

        return GoClock.Create((long)days, rest, name, offset);
    }

    public object? ToJsonValue() => GoTimeFormat.Format(this, "2006-01-02T15:04:05.999999999Z07:00");

    public GoFunction? FindMethod(string name)
    {
        GoClock clock = Clock();
        return name switch
        {
            "Format" => new GoFunction(name, "string", (_, a) => GoTimeFormat.Format(this, (string)a[0]!)),
            "String" => Getter(name, Text!),
            "Unix" => Getter(name, Seconds),
            "UnixNano" => Getter(name, unchecked((Seconds * 1_000_000_000) + Nanoseconds)),
            "Year" => Getter(name, (nint)clock.Year),
            "Month" => Getter(name, new GoNamedNumber("time.Month", CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(clock.Month), clock.Month)),
            "Day" => Getter(name, (nint)clock.Day),
            "Weekday" => Getter(name, new GoNamedNumber("time.Weekday", ((DayOfWeek)clock.Weekday).ToString(), clock.Weekday)),
            "YearDay" => Getter(name, (nint)clock.YearDay),
            "Hour" => Getter(name, (nint)clock.Hour),
            "Minute" => Getter(name, (nint)clock.Minute),
            "Second" => Getter(name, (nint)clock.Second),
            "Nanosecond" => Getter(name, (nint)Nanoseconds),
            "IsZero" => Getter(name, Seconds == Zero.Seconds && Nanoseconds == 0),
            "UTC" => Getter(name, In(GoZone.Utc)),
            "AddDate" => new GoFunction(name, "int,int,int", (_, a) => AddDate(clock, (nint)a[0]!, (nint)a[1]!, (nint)a[2]!)),
            "After" => new GoFunction(name, "time", (_, a) => Since((GoTime)a[0]!) > 0),
            "Before" => new GoFunction(name, "time", (_, a) => Since((GoTime)a[0]!) < 0),
            "Equal" => new GoFunction(name, "time", (_, a) => Since((GoTime)a[0]!) == 0),
            _ => null,
        };
    }

    private static GoFunction Getter(string name, object value) => new(name, "", (_, _) => value);

    private GoTime AddDate(GoClock clock, long years, long months, long days) => GoTimeParser.Create(
        clock.Year + years, clock.Month + months, clock.Day + days, clock.Hour, clock.Minute, clock.Second, Nanoseconds, Zone);
}
