using System.Diagnostics.Metrics;

namespace Kuscia.Operations.Http;

/// <summary>What the operations of KusciaAPI and DataMesh tell about themselves.</summary>
internal static class OperationMetrics
{
    private static readonly Meter Meter = new("Kuscia.Operations");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "kuscia.operation.duration", "s", "Time of one call, by operation and HTTP status; of a stream, the time it was open.");

    /// <param name="operation">Path of the operation; empty when there is none at the path that was asked for.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="duration">Since the call came in.</param>
    public static void Ended(string operation, int status, TimeSpan duration) =>
        Duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("status", status));
}
