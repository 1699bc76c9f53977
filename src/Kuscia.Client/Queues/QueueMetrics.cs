using System.Diagnostics.Metrics;

namespace Kuscia.Client.Queues;

/// <summary>What the work queues of this process tell about themselves; each figure carries the name of its queue.</summary>
internal static class QueueMetrics
{
    private static readonly Meter Meter = new("Kuscia.Client");

    private static readonly UpDownCounter<long> Depth = Meter.CreateUpDownCounter<long>("kuscia.queue.depth", "{key}", "Keys that wait for a worker.");

    private static readonly Histogram<double> Wait = Meter.CreateHistogram<double>("kuscia.queue.wait", "s", "Time a key waited for a worker.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("kuscia.reconcile.duration", "s", "Time the work on one key took, by its result.");

    public static void Added(string queue) => Depth.Add(1, new KeyValuePair<string, object?>("queue", queue));

    public static void Taken(string queue, TimeSpan wait)
    {
        KeyValuePair<string, object?> tag = new("queue", queue);
        Depth.Add(-1, tag);
        Wait.Record(wait.TotalSeconds, tag);
    }

    public static void Left(string queue, int keys) => Depth.Add(-keys, new KeyValuePair<string, object?>("queue", queue));

    /// <param name="queue">Name of the queue.</param>
    /// <param name="result">success or failure.</param>
    /// <param name="duration">Time the handler took.</param>
    public static void Worked(string queue, string result, TimeSpan duration) =>
        Duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("queue", queue), new KeyValuePair<string, object?>("result", result));
}
