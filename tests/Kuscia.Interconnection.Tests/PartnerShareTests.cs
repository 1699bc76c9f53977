using Kuscia.Interconnection.Peers;
using Kuscia.Testing.Logs;
using Kuscia.Testing.Time;

namespace Kuscia.Interconnection.Tests;

public sealed class PartnerShareTests
{
    private const long Revision = 8L << 20;

    [Fact]
    public void Bytes_beyond_the_share_wait_until_some_have_come_back()
    {
        ManualTime time = new();
        PartnerShare share = new("bob", new LogMemory().CreateLogger("x"), time);
        for (int i = 0; i < 128; i++)
        {
            share.Count(Revision);
        }

        TimeSpan? wait = share.Wait();
        time.Advance(wait ?? TimeSpan.Zero);

        Assert.NotNull(wait);
        Assert.Null(share.Wait());
    }

    [Fact]
    public void A_burst_of_small_writes_is_followed_at_once()
    {
        PartnerShare share = new("bob", new LogMemory().CreateLogger("x"), new ManualTime());
        for (int i = 0; i < 999; i++)
        {
            share.Count(1000);
        }

        Assert.Null(share.Wait());
    }

    [Fact]
    public void One_who_stays_beyond_the_share_is_named_once_a_minute()
    {
        ManualTime time = new();
        LogMemory logs = new();
        PartnerShare share = new("bob", logs.CreateLogger("x"), time);
        share.Count(4L << 30);
        for (int i = 0; i < 90; i++)
        {
            share.Wait();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, logs.Lines.Count(l => l.Contains("bob changes more in mailboxes", StringComparison.Ordinal)));
    }
}
