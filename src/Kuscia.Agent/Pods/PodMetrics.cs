using System.Diagnostics.Metrics;
using Kuscia.Agent.Runtimes;

namespace Kuscia.Agent.Pods;

/// <summary>What the agent tells about its pods and containers.</summary>
internal static class PodMetrics
{
    private static readonly Meter Meter = new("Kuscia.Agent");

    private static readonly UpDownCounter<long> Pods = Meter.CreateUpDownCounter<long>("kuscia.agent.pods", "{pod}", "Pods of this node that have not been deleted.");

    private static readonly Counter<long> Starts = Meter.CreateCounter<long>("kuscia.agent.container.starts", "{container}", "Containers started, restarts included.");

    private static readonly Counter<long> Exits = Meter.CreateCounter<long>("kuscia.agent.container.exits", "{container}", "Containers that ended, by reason and exit code.");

    private static readonly Histogram<double> Preparation = Meter.CreateHistogram<double>(
        "kuscia.agent.container.preparation", "s", "Time from the decision to start a container until its process runs: configuration, certificates, environment.");

    public static void PodsChanged(int by) => Pods.Add(by);

    public static void Started(TimeSpan preparation)
    {
        Starts.Add(1);
        Preparation.Record(preparation.TotalSeconds);
    }

    public static void Ended(ContainerExit exit) => Exits.Add(1, new KeyValuePair<string, object?>("reason", exit.Reason), new KeyValuePair<string, object?>("code", exit.Code));
}
