using System.Diagnostics.Metrics;

namespace Kuscia.Agent.Pods;

/// <summary>What the agent tells about its pods.</summary>
internal static class PodMetrics
{
    private static readonly Meter Meter = new("Kuscia.Agent");

    private static readonly UpDownCounter<long> Pods = Meter.CreateUpDownCounter<long>("kuscia.agent.pods", "{pod}", "Pods of this node that have not been deleted.");

    public static void PodsChanged(int by) => Pods.Add(by);
}
