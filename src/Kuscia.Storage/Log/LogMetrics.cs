using System.Diagnostics.Metrics;

namespace Kuscia.Storage.Log;

/// <summary>What the log tells about itself.</summary>
internal static class LogMetrics
{
    private static readonly Meter Meter = new("Kuscia.Storage");

    private static readonly UpDownCounter<long> Depth = Meter.CreateUpDownCounter<long>("kuscia.log.queue.depth", "{write}", "Writes that wait to be committed.");

    private static readonly Histogram<double> Wait = Meter.CreateHistogram<double>("kuscia.log.queue.wait", "s", "Time a write waited for its transaction.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("kuscia.log.commit.duration", "s", "Time of one transaction, by its result.");

    private static readonly Counter<long> Writes = Meter.CreateCounter<long>("kuscia.log.writes", "{write}", "Writes asked for, by result: written or refused by a newer revision.");

    private static readonly UpDownCounter<long> Watches = Meter.CreateUpDownCounter<long>("kuscia.log.watches", "{watch}", "Watches that are open.");

    private static readonly Counter<long> Overflows = Meter.CreateCounter<long>("kuscia.log.watches.cut", "{watch}", "Watches ended because their reader did not keep up.");

    public static void Queued() => Depth.Add(1);

    public static void Taken(TimeSpan wait)
    {
        Depth.Add(-1);
        Wait.Record(wait.TotalSeconds);
    }

    /// <param name="result">success or failure.</param>
    /// <param name="duration">Time of the transaction.</param>
    public static void Committed(string result, TimeSpan duration) => Duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("result", result));

    public static void Answered(long written, long refused)
    {
        Writes.Add(written, new KeyValuePair<string, object?>("result", "written"));
        Writes.Add(refused, new KeyValuePair<string, object?>("result", "refused"));
    }

    public static void WatchesChanged(int by) => Watches.Add(by);

    public static void WatchCut() => Overflows.Add(1);
}
