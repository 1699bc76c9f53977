using Kuscia.Controllers.Tasks;
using Kuscia.Testing.Clocks;
using Kuscia.Testing.Time;

namespace Kuscia.Controllers.Tests.Tasks;

public sealed class PortPoolTests
{
    private static readonly HashSet<int> None = [];

    [Fact]
    public void Ports_are_probed_upwards_and_around_the_end()
    {
        PortPool pool = new(new TaskOptions { FirstPort = 100, LastPort = 104 }, _ => 3, TimeProvider.System);

        Assert.Equal([103, 104, 100], pool.Allocate("alice", 3, None));
        Assert.Equal([101, 102], pool.Allocate("alice", 2, None));
        Assert.Null(pool.Allocate("alice", 1, None));
        Assert.Equal([103], pool.Allocate("bob", 1, None));
    }

    [Fact]
    public void Ports_that_objects_name_are_taken_also_after_a_restart()
    {
        PortPool pool = new(new TaskOptions { FirstPort = 100, LastPort = 102 }, _ => 0, TimeProvider.System);

        Assert.Equal([101], pool.Allocate("alice", 1, new HashSet<int> { 100 }));
    }

    [Fact]
    public void Ports_that_never_show_on_an_object_are_free_again_after_300_seconds()
    {
        ManualTime time = new();
        PortPool pool = new(new TaskOptions { FirstPort = 100, LastPort = 100 }, _ => 0, time);
        pool.Allocate("alice", 1, None);

        IReadOnlyList<int>? before = pool.Allocate("alice", 1, None);
        time.Advance(TimeSpan.FromSeconds(301));

        Assert.Null(before);
        Assert.Equal([100], pool.Allocate("alice", 1, None));
    }

    [Theory]
    [InlineData(72)]
    [InlineData(-1)]
    public void Ports_handed_out_moments_ago_stay_taken_when_the_clock_is_set(int hours)
    {
        SettableClock clock = new();
        PortPool pool = new(new TaskOptions { FirstPort = 100, LastPort = 100 }, _ => 0, clock);
        pool.Allocate("alice", 1, None);

        clock.Set(TimeSpan.FromHours(hours));

        Assert.Null(pool.Allocate("alice", 1, None));
    }

    [Fact]
    public void Ports_that_have_shown_on_an_object_are_free_as_soon_as_it_ends()
    {
        PortPool pool = new(new TaskOptions { FirstPort = 100, LastPort = 101 }, _ => 0, TimeProvider.System);
        pool.Allocate("alice", 1, None);
        pool.Allocate("alice", 1, new HashSet<int> { 100 });

        Assert.Equal([100], pool.Allocate("alice", 1, new HashSet<int> { 101 }));
    }
}
