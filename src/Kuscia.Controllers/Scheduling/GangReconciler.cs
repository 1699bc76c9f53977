using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Scheduling;

/// <summary>
/// All or nothing for the pods of one party (specification, control plane §5): hold nodes for enough of them, say Reserved, wait until the group of all
/// parties says Schedulable, bind; let go when that takes too long.
/// </summary>
internal sealed class GangReconciler(SchedulerOptions options)
{
    public PodGroupDecision Decide(PodGroup group, IReadOnlyDictionary<string, string> held, NodeSnapshot nodes, DateTimeOffset now)
    {
        switch (group.Resource?.Status?.Phase)
        {
            case TaskResourcePhase.Reserving:
                return Reserve(group, held, nodes, now);
            case TaskResourcePhase.Reserved:
                return Wait(group, held, nodes, now);
            case TaskResourcePhase.Schedulable:
                return Place(group, held, nodes) with { Bind = true };
            case TaskResourcePhase.Failed:
                return Refuse(group, Failure(group));
            default:
                // Made a moment ago: its events bring the next round.
                return new PodGroupDecision();
        }
    }

    private static string Failure(PodGroup group)
    {
        string? reason = group.Resource?.Status?.Conditions.Find(TaskResourcePhase.Failed)?.Reason;
        return $"domain [{group.Resource?.Metadata.Namespace}] can not reserve resources for pods{(string.IsNullOrEmpty(reason) ? "" : $": {reason}")}";
    }

    private static PodGroupDecision Reserve(PodGroup group, IReadOnlyDictionary<string, string> held, NodeSnapshot nodes, DateTimeOffset now)
    {
        int siblings = group.Pending.Count + group.Assigned;
        if (siblings < group.Minimum)
        {
            return Refuse(group, $"{siblings} pods exist of the {group.Minimum} that must run together");
        }

        PodGroupDecision placed = Place(group, held, nodes);
        if (placed.Hold.Count + group.Assigned >= group.Minimum)
        {
            const string reason = "The min set of pods has already reserved resource";
            return placed with { Status = Change(group, TaskResourcePhase.Reserved, reason, now) };
        }

        // Part of a gang holds nothing: others may need it.
        foreach (Pod pod in group.Pending)
        {
            if (placed.Hold.TryGetValue(Uid(pod), out string? node))
            {
                nodes.GiveBack(node, ResourceAmounts.OfPod(pod));
            }
        }

        string cause = placed.Refusals.Values.First();
        Dictionary<string, string> refusals = group.Pending.ToDictionary(
            Uid,
            p => placed.Refusals.GetValueOrDefault(Uid(p))
                ?? $"{placed.Hold.Count} of the {group.Minimum} pods that must run together fit; another pod does not: {cause}");
        return new PodGroupDecision { Refusals = refusals, Status = Explain(group, cause, now) };
    }

    private PodGroupDecision Wait(PodGroup group, IReadOnlyDictionary<string, string> held, NodeSnapshot nodes, DateTimeOffset now)
    {
        int seconds = group.Resource?.Spec?.ResourceReservedSeconds is > 0 and int given ? given : options.ResourceReservedSeconds;
        TimeSpan left = (group.Since ?? now) + TimeSpan.FromSeconds(seconds) - now;
        PodGroupDecision placed = Place(group, held, nodes);
        bool enough = placed.Hold.Count + group.Assigned >= group.Minimum;
        if (left > TimeSpan.Zero && enough)
        {
            return placed with { RetryAfter = left };
        }

        string cause = enough
            ? $"the other parties did not reserve within {seconds} seconds"
            : placed.Refusals.Values.FirstOrDefault() ?? "the pods are gone";
        string pod = string.Concat(group.Pending.Take(1).Select(p => p.Identity));
        string reason = $"schedule task resource {group.Resource?.Identity} related pod {pod} failed: {cause}";
        return Refuse(group, cause) with { Status = Change(group, TaskResourcePhase.Failed, reason, now) };
    }

    private static PodGroupDecision Place(PodGroup group, IReadOnlyDictionary<string, string> held, NodeSnapshot nodes)
    {
        Dictionary<string, string> hold = [];
        Dictionary<string, string> refusals = [];
        foreach (Pod pod in group.Pending)
        {
            if (held.TryGetValue(Uid(pod), out string? node))
            {
                hold[Uid(pod)] = node;
                continue;
            }

            (node, string? refusal) = nodes.Choose(pod);
            if (node is not null)
            {
                hold[Uid(pod)] = node;
            }
            else
            {
                refusals[Uid(pod)] = refusal ?? "no node fits";
            }
        }

        return new PodGroupDecision { Hold = hold, Refusals = refusals };
    }

    private static PodGroupDecision Refuse(PodGroup group, string sentence) =>
        new() { Refusals = group.Pending.ToDictionary(Uid, _ => sentence) };

    private static TaskResourceStatus Change(PodGroup group, string phase, string reason, DateTimeOffset now)
    {
        TaskResourceStatus status = group.Resource?.Status ?? new TaskResourceStatus();
        return status with
        {
            Phase = phase,
            Conditions = status.Conditions.With(phase, true, reason, null, now),
            LastTransitionTime = now,
            StartTime = status.StartTime ?? now,
        };
    }

    // The phase stays; the condition tells what is missing.
    private static TaskResourceStatus? Explain(PodGroup group, string cause, DateTimeOffset now)
    {
        TaskResourceStatus status = group.Resource?.Status ?? new TaskResourceStatus();
        string reason = $"Waiting for resources: {cause}";
        return status.Conditions.Find(TaskResourcePhase.Reserving)?.Reason == reason
            ? null
            : status with { Conditions = status.Conditions.With(TaskResourcePhase.Reserving, true, reason, null, now) };
    }

    private static string Uid(Pod pod) => pod.Metadata.Uid ?? "";
}
