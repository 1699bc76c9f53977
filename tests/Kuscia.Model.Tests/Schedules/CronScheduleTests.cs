using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Kuscia.Model.Schedules;

namespace Kuscia.Model.Tests.Schedules;

public sealed class CronScheduleTests
{
    private static readonly TimeZoneInfo Utc = TimeZoneInfo.Utc;

    // A zone of its own: an hour forward on the last Sunday of March at 2, back on the last of October at 3.
    private static readonly TimeZoneInfo Changing = TimeZoneInfo.CreateCustomTimeZone("changing", TimeSpan.FromHours(1), "changing", "standard", "summer",
    [
        TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday)),
    ]);

    [Theory]
    [InlineData("*/15 * * * *", "2026-01-01T10:07:30Z", "2026-01-01T10:15:00Z")]
    [InlineData("0 3 * * *", "2026-01-01T03:00:00Z", "2026-01-02T03:00:00Z")]
    [InlineData("5,20-22 8-9 * * mon-fri", "2026-01-02T09:22:00Z", "2026-01-05T08:05:00Z")]
    [InlineData("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 12 13 * 5", "2026-01-01T00:00:00Z", "2026-01-02T12:00:00Z")]
    [InlineData("0 12 13 * *", "2026-01-01T00:00:00Z", "2026-01-13T12:00:00Z")]
    [InlineData("30 4/6 1 JAN *", "2026-01-01T05:00:00Z", "2026-01-01T10:30:00Z")]
    [InlineData("@hourly", "2026-01-01T10:59:59Z", "2026-01-01T11:00:00Z")]
    [InlineData("@weekly", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")]
    [InlineData("@yearly", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    public void Next_is_the_first_time_after(string schedule, string after, string expected) =>
        Assert.Equal(Time(expected), Parsed(schedule).Next(Time(after), Utc));

    [Fact]
    public void A_day_that_no_year_has_never_comes() => Assert.Null(Parsed("0 0 31 2 *").Next(Time("2026-01-01T00:00:00Z"), Utc));

    [Theory]
    [InlineData("", "expected exactly 5 fields, found 0: []")]
    [InlineData("* * * *", "expected exactly 5 fields, found 4: [* * * *]")]
    [InlineData("60 * * * *", "end of range (60) above maximum (59): 60")]
    [InlineData("* * 0 * *", "beginning of range (0) below minimum (1): 0")]
    [InlineData("5-3 * * * *", "beginning of range (5) beyond end of range (3): 5-3")]
    [InlineData("*/0 * * * *", "step of range should be a positive number: */0")]
    [InlineData("a * * * *", "failed to parse int from a")]
    [InlineData("* * * * 7", "end of range (7) above maximum (6): 7")]
    [InlineData("1/2/3 * * * *", "too many slashes: 1/2/3")]
    [InlineData("@sometimes", "unrecognized descriptor: @sometimes")]
    public void What_is_no_schedule_is_refused_with_the_reason(string text, string reason)
    {
        Assert.Null(CronSchedule.Parse(text, out string fault));
        Assert.Equal(reason, fault);
    }

    [Fact]
    public void A_time_that_the_clock_leaves_out_does_not_come() =>
        Assert.Equal(Time("2026-03-30T00:30:00Z"), Parsed("30 2 * * *").Next(Time("2026-03-28T12:00:00Z"), Changing));

    [Fact]
    public void A_time_that_the_clock_repeats_comes_twice()
    {
        DateTimeOffset? first = Parsed("30 2 * * *").Next(Time("2026-10-24T12:00:00Z"), Changing);
        DateTimeOffset? second = Parsed("30 2 * * *").Next(first ?? default, Changing);

        Assert.Equal(Time("2026-10-25T00:30:00Z"), first);
        Assert.Equal(Time("2026-10-25T01:30:00Z"), second);
    }

    [Fact]
    public void Next_is_what_a_look_at_every_minute_finds() => Prop.ForAll(Cases(), c =>
    {
        DateTimeOffset expected = c.After.AddMinutes(1);
        while (!IsMet(c, expected))
        {
            expected = expected.AddMinutes(1);
        }

        DateTimeOffset? next = Parsed(c.Text).Next(c.After, Utc);
        return (next == expected).Label($"{c.Text} after {c.After:O}: {next:O} instead of {expected:O}");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Latest_is_the_last_of_the_times_that_next_finds() => Prop.ForAll(Cases(), c =>
    {
        CronSchedule schedule = Parsed(c.Text);
        DateTimeOffset end = c.After.AddHours(30);
        DateTimeOffset? last = null;
        for (DateTimeOffset? at = schedule.Next(c.After, Utc); at <= end; at = schedule.Next(at.Value, Utc))
        {
            last = at;
        }

        return (schedule.Latest(c.After, end, Utc) == last).Label($"{c.Text} from {c.After:O}");
    }).QuickCheckThrowOnFailure();

    private static bool IsMet(CronCase c, DateTimeOffset at) =>
        (c.Minute is null || at.Minute == c.Minute) && at.Hour % c.HourStep == 0 && (c.Weekday is null || (int)at.DayOfWeek == c.Weekday);

    private static Arbitrary<CronCase> Cases() => (
        from minute in Gen.Choose(-1, 59)
        from step in Gen.Choose(1, 8)
        from weekday in Gen.Choose(-1, 6)
        from offset in Gen.Choose(0, 2_000_000)
        select new CronCase(minute < 0 ? null : minute, step, weekday < 0 ? null : weekday, Time("2026-01-01T00:00:00Z").AddMinutes(offset))).ToArbitrary();

    private static CronSchedule Parsed(string text) => CronSchedule.Parse(text, out string fault) ?? throw new FormatException(fault);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private sealed record CronCase(int? Minute, int HourStep, int? Weekday, DateTimeOffset After)
    {
        public string Text => string.Create(CultureInfo.InvariantCulture, $"{(Minute is { } m ? m : "*")} */{HourStep} * * {(Weekday is { } d ? d : "*")}");
    }
}
