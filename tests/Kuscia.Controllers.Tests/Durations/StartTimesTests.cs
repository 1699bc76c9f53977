using Kuscia.Controllers.Durations;
using Kuscia.Testing.Clocks;

namespace Kuscia.Controllers.Tests.Durations;

public sealed class StartTimesTests
{
    private static readonly TimeSpan Little = TimeSpan.FromMinutes(1);

    [Fact]
    public void What_began_is_as_old_as_measured_whatever_the_clock_is_set_to()
    {
        SettableClock clock = new();
        StartTimes times = new(clock);
        DateTimeOffset recorded = clock.GetUtcNow().AddMinutes(-5);

        DateTimeOffset before = times.Of("x", recorded);
        clock.Set(TimeSpan.FromDays(3));
        TimeSpan forward = clock.GetUtcNow() - times.Of("x", recorded);
        clock.Set(TimeSpan.FromDays(-6));
        TimeSpan back = clock.GetUtcNow() - times.Of("x", recorded);

        Assert.Equal(recorded, before, TimeSpan.FromSeconds(1));
        Assert.InRange(forward, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5) + Little);
        Assert.InRange(back, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5) + Little);
    }

    [Fact]
    public void What_begins_in_the_future_begins_now()
    {
        SettableClock clock = new();

        DateTimeOffset began = new StartTimes(clock).Of("x", DateTimeOffset.MaxValue);

        Assert.Equal(clock.GetUtcNow(), began, Little);
    }

    [Fact]
    public void Another_time_is_another_beginning()
    {
        SettableClock clock = new();
        StartTimes times = new(clock);
        DateTimeOffset first = clock.GetUtcNow().AddDays(-1);
        DateTimeOffset second = first.AddHours(1);

        times.Of("x", first);

        Assert.Equal(second, times.Of("x", second), Little);
    }
}
