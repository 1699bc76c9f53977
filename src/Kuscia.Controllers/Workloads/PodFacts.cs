using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads;

/// <summary>What workloads ask of their pods.</summary>
internal static class PodFacts
{
    /// <summary>True for a pod that runs or may run: not over, and not on its way out.</summary>
    public static bool IsActive(this Pod pod) => !pod.IsOver() && pod.Metadata.DeletionTimestamp is null;

    /// <summary>True when nothing of the pod runs any more and nothing will.</summary>
    public static bool IsOver(this Pod pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    public static bool IsReady(this Pod pod) => pod.Status?.Conditions.IsTrue("Ready") == true;

    /// <summary>How long a pod must stay ready until it is available: zero when it is, null while it is not ready.</summary>
    public static TimeSpan? UntilAvailable(this Pod pod, int? minReadySeconds, DateTimeOffset now)
    {
        if (pod.Status?.Conditions.Find("Ready") is not { Status: "True" } ready)
        {
            return null;
        }

        if (minReadySeconds is not > 0)
        {
            return TimeSpan.Zero;
        }

        TimeSpan left = (ready.LastTransitionTime ?? now) + TimeSpan.FromSeconds(minReadySeconds.Value) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    public static bool IsAvailable(this Pod pod, int? minReadySeconds, DateTimeOffset now) => pod.UntilAvailable(minReadySeconds, now) == TimeSpan.Zero;

    /// <summary>When the first of the pods that wait for their time becomes available; null when none does.</summary>
    public static TimeSpan? NextAvailability(IEnumerable<Pod> pods, int? minReadySeconds, DateTimeOffset now) =>
        pods.Select(p => p.UntilAvailable(minReadySeconds, now)).Where(t => t > TimeSpan.Zero).Min();

    public static int Restarts(this Pod pod) => (pod.Status?.ContainerStatuses ?? []).Select(c => c.RestartCount).DefaultIfEmpty(0).Max();
}
