using System.Diagnostics.Metrics;

namespace Kuscia.Client.Leadership;

/// <summary>What an instance tells about who leads.</summary>
internal static class LeadershipMetrics
{
    private static readonly Meter Meter = new("Kuscia.Leadership");

    private static readonly UpDownCounter<int> Leading = Meter.CreateUpDownCounter<int>("kuscia.leader.leading", "{instance}", "1 while this instance leads, else 0.");

    private static readonly Counter<long> Changes = Meter.CreateCounter<long>("kuscia.leader.changes", "{change}", "How often the leader changed, as seen here.");

    // So that the page has the figure before anything changed.
    public static void Exists() => Leading.Add(0);

    public static void Began() => Leading.Add(1);

    public static void Ended() => Leading.Add(-1);

    public static void Changed() => Changes.Add(1);
}
