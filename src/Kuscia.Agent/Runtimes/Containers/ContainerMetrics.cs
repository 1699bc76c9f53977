using System.Diagnostics.Metrics;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>What the agent tells about containers.</summary>
internal static class ContainerMetrics
{
    private static readonly Meter Meter = new("Kuscia.Agent");

    private static readonly Counter<long> Starts = Meter.CreateCounter<long>("kuscia.agent.container.starts", "{container}", "Containers started, restarts included.");

    private static readonly Counter<long> Exits = Meter.CreateCounter<long>("kuscia.agent.container.exits", "{container}", "Containers that ended, by reason and exit code.");

    private static readonly Histogram<double> Preparation = Meter.CreateHistogram<double>(
        "kuscia.agent.container.preparation", "s", "Time from the decision to start a container until its process runs: configuration, certificates, environment.");

    public static void Started(TimeSpan preparation)
    {
        Starts.Add(1);
        Preparation.Record(preparation.TotalSeconds);
    }

    public static void Ended(ContainerExit exit) => Exits.Add(1, new KeyValuePair<string, object?>("reason", exit.Reason), new KeyValuePair<string, object?>("code", exit.Code));
}
