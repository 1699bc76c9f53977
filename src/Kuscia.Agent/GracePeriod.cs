using Kuscia.Model.Core;

namespace Kuscia.Agent;

/// <summary>The time a pod has to end by itself.</summary>
internal static class GracePeriod
{
    /// <summary>When it is deleted: what the deletion says, else what the pod says.</summary>
    public static TimeSpan OfDeletion(Pod pod) => pod.Metadata.DeletionGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Of(pod);

    /// <summary>What the pod says, else the default.</summary>
    public static TimeSpan Of(Pod pod) => pod.Spec?.TerminationGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : AgentTimingOptions.DefaultGrace;
}
