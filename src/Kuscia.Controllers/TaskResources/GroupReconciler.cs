using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.TaskResources;

/// <summary>Decides what happens to a TaskResourceGroup next (specification, control plane §3.4).</summary>
/// <param name="options">Limits.</param>
/// <param name="newSuffix">Gives 12 random hex digits for a name.</param>
internal sealed class GroupReconciler(GroupOptions options, Func<string> newSuffix)
{
    private const string Created = "TaskResourcesCreated";

    public GroupOutcome Reconcile(GroupView view, DateTimeOffset now)
    {
        if (view.Status.CompletionTime is not null || view.Group.Metadata.DeletionTimestamp is not null)
        {
            return Unchanged(view);
        }

        TimeSpan? left = Remaining(view, now);
        GroupOutcome outcome = left <= TimeSpan.Zero ? Expire(view, now) : Step(view, now);
        bool final = outcome.Status.CompletionTime is not null;
        return final || left is null ? outcome : outcome with { RetryAfter = Sooner(outcome.RetryAfter, left) };
    }

    /// <summary>A TaskResource was not taken by the API: the group says why, and fails when it will never be taken.</summary>
    public GroupOutcome NotCreated(GroupView view, string cause, bool final, DateTimeOffset now)
    {
        if (final)
        {
            return End(view, Move(view.Status, TaskResourceGroupPhase.Failed, Created, false, cause, now), now);
        }

        IReadOnlyList<Condition> conditions = view.Status.Conditions.With(Created, false, cause, null, now);
        TaskResourceGroupStatus status = ReferenceEquals(conditions, view.Status.Conditions) ? view.Status : view.Status with { Conditions = conditions };
        TimeSpan? left = Remaining(view, now);
        return new GroupOutcome { Spec = view.Spec, Status = status, RetryAfter = Sooner(GroupOptions.CreationRetry, left) };
    }

    private static GroupOutcome Unchanged(GroupView view) => new() { Spec = view.Spec, Status = view.Status };

    private static TimeSpan? Sooner(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b : a;

    // Null once the group is reserved or failed: then its life has no end.
    private TimeSpan? Remaining(GroupView view, DateTimeOffset now)
    {
        if (view.Status.Phase is TaskResourceGroupPhase.Reserved or TaskResourceGroupPhase.Failed)
        {
            return null;
        }

        // A partner's group waits for the initiator, which has its own clock: it gives up some time after the initiator must have.
        bool follows = !view.IsInitiator && view.Status.Phase == TaskResourceGroupPhase.Reserving;
        if (follows && view.Resources.Any(r => r.Status?.Phase == TaskResourcePhase.Schedulable))
        {
            return null;
        }

        TimeSpan life = TimeSpan.FromSeconds(view.Spec.LifecycleSeconds ?? options.LifecycleSeconds) + (follows ? GroupOptions.PartnerGrace : TimeSpan.Zero);
        return (view.Began ?? now) + life - now;
    }

    private GroupOutcome Step(GroupView view, DateTimeOffset now) => view.Status.Phase switch
    {
        null or "" or TaskResourceGroupPhase.Pending => Begin(view, now),
        TaskResourceGroupPhase.Creating => Create(view, now),
        TaskResourceGroupPhase.Reserving => Reserve(view, now),
        TaskResourceGroupPhase.ReserveFailed => Retry(view, now),
        TaskResourceGroupPhase.Reserved => Release(view, now),
        TaskResourceGroupPhase.Failed => End(view, view.Status, now),
        _ => Unchanged(view),
    };

    private GroupOutcome Begin(GroupView view, DateTimeOffset now)
    {
        TaskResourceGroupStatus status = view.Status with { StartTime = view.Status.StartTime ?? now };
        if (Fault(view) is { } fault)
        {
            return End(view, Move(status, TaskResourceGroupPhase.Failed, "TaskResourceGroupValidated", false, fault, now), now);
        }

        status = status with
        {
            Conditions = status.Conditions.With("TaskResourceGroupValidated", true, null, null, now),
        };
        return new GroupOutcome
        {
            Spec = view.Spec with { Parties = Named(view, view.Spec.Parties), OutOfControlledParties = Named(view, view.Spec.OutOfControlledParties) },
            Status = status with { Phase = TaskResourceGroupPhase.Creating, LastTransitionTime = now },
        };
    }

    private static string? Fault(GroupView view)
    {
        if (view.PartyCount == 0)
        {
            return "the group has no party";
        }

        if (string.IsNullOrEmpty(view.Spec.Initiator))
        {
            return "the group has no initiator";
        }

        return view.Spec.MinReservedMembers > view.PartyCount
            ? $"minReservedMembers {view.Spec.MinReservedMembers} is larger than the number of parties {view.PartyCount}"
            : null;
    }

    private List<TaskResourceGroupParty>? Named(GroupView view, IReadOnlyList<TaskResourceGroupParty>? parties) =>
        parties?.Select(p => string.IsNullOrEmpty(p.TaskResourceName) ? p with { TaskResourceName = $"{view.Name}-{newSuffix()}" } : p).ToList();

    private static GroupOutcome Create(GroupView view, DateTimeOffset now)
    {
        HashSet<string?> existing = [.. view.Resources.Select(r => r.Metadata.Name)];
        return new GroupOutcome
        {
            Spec = view.Spec,
            Create = [.. view.Represented.Where(p => !existing.Contains(p.TaskResourceName)).Select(p => TaskResourceBuilder.Build(view, p, now))],
            LinkPods = true,
            Status = Move(view.Status, TaskResourceGroupPhase.Reserving, Created, true, null, now),
        };
    }

    private static GroupOutcome Reserve(GroupView view, DateTimeOffset now)
    {
        if (!view.IsInitiator)
        {
            return FollowInitiator(view, now);
        }

        int needed = view.Spec.MinReservedMembers ?? view.PartyCount;
        int reserved = view.Resources.Count(r => r.Status?.Phase is TaskResourcePhase.Reserved or TaskResourcePhase.Schedulable);
        if (reserved >= needed)
        {
            return Release(view with { Group = view.Group with { Status = Move(view.Status, TaskResourceGroupPhase.Reserved, "TaskResourcesReserved", true, null, now) } }, now);
        }

        List<TaskResource> failed = [.. view.Resources.Where(r => r.Status?.Phase == TaskResourcePhase.Failed)];
        if (needed <= view.PartyCount - failed.Count)
        {
            return Unchanged(view);
        }

        const string reason = "Task resource group state changed to reserve-failed, so set the task resource status to failed";
        string cause = PrintableLine.Of(string.Join("; ", failed.Select(f => $"{f.Metadata.Namespace}: {f.Status?.Conditions.Find(TaskResourcePhase.Failed)?.Reason ?? "failed"}")));
        return new GroupOutcome
        {
            Spec = view.Spec,
            Update = TaskResourceStatuses.MoveAll(view, TaskResourcePhase.Failed, reason, now),
            Status = Move(view.Status, TaskResourceGroupPhase.ReserveFailed, "TaskResourcesReserved", false, cause, now),
            RetryAfter = TimeSpan.FromSeconds(RetrySeconds(view)),
        };
    }

    // The partner's group keeps its phase; what the initiator decided arrives in the TaskResources.
    private static GroupOutcome FollowInitiator(GroupView view, DateTimeOffset now)
    {
        bool retried = view.Resources.Any(r => r.Status?.Phase == TaskResourcePhase.Reserving && r.Status.LastTransitionTime > view.Status.LastTransitionTime);
        return retried
            ? new GroupOutcome { Spec = view.Spec, TouchPods = true, Status = view.Status with { LastTransitionTime = now } }
            : Unchanged(view);
    }

    private static GroupOutcome Retry(GroupView view, DateTimeOffset now)
    {
        TimeSpan pause = TimeSpan.FromSeconds(RetrySeconds(view));
        TimeSpan left = (view.Status.LastTransitionTime ?? now) + pause - now;

        // A failure of the future is from before the clock was set back: it waits no longer than the pause.
        left = left < pause ? left : pause;
        if (left > TimeSpan.Zero)
        {
            return Unchanged(view) with { RetryAfter = left };
        }

        return new GroupOutcome
        {
            Spec = view.Spec,
            Update = TaskResourceStatuses.RetryAll(view, now),
            TouchPods = true,
            Status = view.Status with { Phase = TaskResourceGroupPhase.Reserving, RetryCount = (view.Status.RetryCount ?? 0) + 1, LastTransitionTime = now },
        };
    }

    private static int RetrySeconds(GroupView view) => view.Spec.RetryIntervalSeconds is > 0 and int seconds ? seconds : 30;

    private static GroupOutcome Release(GroupView view, DateTimeOffset now) => new()
    {
        Spec = view.Spec,
        Update = TaskResourceStatuses.MoveAll(view, TaskResourcePhase.Schedulable, "Pods belonging to task resource group can be bound", now),
        Status = view.Status with
        {
            Conditions = view.Status.Conditions.With("TaskResourcesScheduled", true, null, null, now),
            CompletionTime = now,
        },
    };

    private static GroupOutcome Expire(GroupView view, DateTimeOffset now) => End(
        view,
        Move(view.Status, TaskResourceGroupPhase.Failed, "TaskResourceGroupExpired", true, "Task resource group exceed it's lifecycle", now),
        now);

    private static GroupOutcome End(GroupView view, TaskResourceGroupStatus status, DateTimeOffset now) => new()
    {
        Spec = view.Spec,
        Update = TaskResourceStatuses.MoveAll(view, TaskResourcePhase.Failed, "Task resource group state changed to failed", now),
        Status = status with
        {
            Conditions = status.Conditions.With("TaskResourceGroupFailed", true, null, null, now),
            CompletionTime = now,
        },
    };

    private static TaskResourceGroupStatus Move(TaskResourceGroupStatus status, string phase, string condition, bool value, string? reason, DateTimeOffset now) =>
        status with { Phase = phase, Conditions = status.Conditions.With(condition, value, reason, null, now), LastTransitionTime = now };
}
