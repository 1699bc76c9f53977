using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Pods;

/// <summary>Decides, once and before anything of it runs, whether a pod may run on this node.</summary>
internal static class Admission
{
    /// <summary>Null when it may. Either way the events of the pod say what there is to say.</summary>
    public static PodVerdict? Decide(Pod pod, PodReview review, IReadOnlyList<Pod> others, PodServices services)
    {
        PodKey key = PodKey.Of(pod);
        PodVerdict? verdict =
            review.Refused is { } refused ? new PodVerdict(PodPhase.Failed, "Reject", refused)
            : Room.WhyFull(pod, others, services.Capacity) is var (reason, message) ? new PodVerdict(PodPhase.Failed, reason, message)
            : null;
        if (verdict is not null)
        {
            services.Events.Warning(key, verdict.Reason ?? "", verdict.Message ?? "");
        }
        else if (review.WithoutEffect.Count > 0)
        {
            services.Events.Warning(key, "FieldsWithoutEffect", PodStatusBuilder.WithoutEffect(services.Runtime.Name, review.WithoutEffect));
        }

        return verdict;
    }
}
