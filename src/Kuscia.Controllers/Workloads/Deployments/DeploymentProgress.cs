using Kuscia.Controllers.Workloads.ReplicaSets;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads.Deployments;

/// <summary>The status of a Deployment: counts, whether enough is available, and whether it gets on. Pure.</summary>
internal static class DeploymentProgress
{
    private const string Available = "Available";
    private const string Progressing = "Progressing";
    private const string Done = "NewReplicaSetAvailable";
    private const string TimedOut = "ProgressDeadlineExceeded";
    private const string PausedReason = "DeploymentPaused";

    /// <summary>Counts, and whether enough is available.</summary>
    public static DeploymentStatus Count(Deployment deployment, SetList sets, DateTimeOffset now)
    {
        int available = sets.Available;
        bool enough = available >= (deployment.Spec?.Replicas ?? 1) - DeploymentLimits.Of(deployment).Unavailable;
        IReadOnlyList<Condition>? conditions = (deployment.Status?.Conditions).Set(
            (Available, enough ? "True" : "False"),
            enough ? ("MinimumReplicasAvailable", "Deployment has minimum availability.") : ("MinimumReplicasUnavailable", "Deployment does not have minimum availability."),
            now);
        return new DeploymentStatus
        {
            ObservedGeneration = deployment.Metadata.Generation,
            Replicas = OrNone(sets.All.Sum(s => s.Status?.Replicas ?? 0)),
            UpdatedReplicas = OrNone(sets.Newest?.Status?.Replicas ?? 0),
            ReadyReplicas = OrNone(sets.All.Sum(s => s.Status?.ReadyReplicas ?? 0)),
            AvailableReplicas = OrNone(available),
            UnavailableReplicas = OrNone(Math.Max(0, sets.Wanted - available)),
            CollisionCount = deployment.Status?.CollisionCount,
            Conditions = conditions.OrNone(),
        };
    }

    /// <summary>The same, and whether the Deployment gets on.</summary>
    public static DeploymentStatus Judge(Deployment deployment, SetList sets, DateTimeOffset now)
    {
        DeploymentStatus status = Count(deployment, sets, now);
        IReadOnlyList<Condition>? conditions = status.Conditions;
        Condition? before = conditions.Find(Progressing);
        bool rests = (status.Replicas ?? 0) == (status.UpdatedReplicas ?? 0) && before?.Reason == Done;
        if (!HasDeadline(deployment))
        {
            conditions = conditions.Without(Progressing);
        }
        else if (!rests)
        {
            conditions = Progress(deployment, sets, status, now);
        }

        Condition? failure = sets.Newest?.Status?.Conditions.Find(ReplicaSetReconciler.ReplicaFailure)
            ?? sets.All.Select(s => s.Status?.Conditions.Find(ReplicaSetReconciler.ReplicaFailure)).FirstOrDefault(c => c is not null);
        conditions = failure is null
            ? conditions.Without(ReplicaSetReconciler.ReplicaFailure)
            : conditions.Set((failure.Type, failure.Status), (failure.Reason ?? "", failure.Message ?? ""), now);
        return status with { Conditions = conditions.OrNone() };
    }

    /// <summary>True when all pods are of the present template and available, and none is left of others.</summary>
    public static bool IsComplete(Deployment deployment, DeploymentStatus status)
    {
        int replicas = deployment.Spec?.Replicas ?? 1;
        return (status.UpdatedReplicas ?? 0) == replicas && (status.Replicas ?? 0) == replicas && (status.AvailableReplicas ?? 0) == replicas
            && (status.ObservedGeneration ?? 0) >= (deployment.Metadata.Generation ?? 0);
    }

    /// <summary>A pause is noted, so that its time does not count; so is its end.</summary>
    public static Deployment NotePause(Deployment deployment, DateTimeOffset now)
    {
        Condition? condition = deployment.Status?.Conditions.Find(Progressing);
        bool paused = deployment.Spec?.Paused == true;
        if (!HasDeadline(deployment) || condition?.Reason == TimedOut || paused == (condition?.Reason == PausedReason))
        {
            return deployment;
        }

        return With(deployment, ("Unknown", paused ? PausedReason : "DeploymentResumed"), paused ? "Deployment is paused" : "Deployment is resumed", now);
    }

    /// <summary>A new set begins a new time.</summary>
    public static Deployment NoteCreated(Deployment deployment, string set, DateTimeOffset now) =>
        HasDeadline(deployment) ? With(deployment, ("True", "NewReplicaSetCreated"), $"Created new replica set \"{set}\"", now) : deployment;

    /// <summary>So does an older set that is used again, and one whose making could not be noted.</summary>
    public static Deployment NoteFound(Deployment deployment, ReplicaSet newest, DateTimeOffset now)
    {
        Condition? condition = deployment.Status?.Conditions.Find(Progressing);
        bool known = condition is not null && (condition.Reason != Done || condition.Message == Success(newest.Metadata.Name));
        return known || !HasDeadline(deployment) ? deployment : With(deployment, ("True", "FoundNewReplicaSet"), $"Found new replica set \"{newest.Metadata.Name}\"", now);
    }

    /// <summary>The Deployment whose set could not be made.</summary>
    public static DeploymentStatus Failed(Deployment deployment, DeploymentStatus status, string message, DateTimeOffset now) => !HasDeadline(deployment)
        ? status
        : status with { Conditions = status.Conditions.Set((Progressing, "False"), ("ReplicaSetCreateError", $"Failed to create new replica set: {message}"), now) };

    /// <summary>When the deadline is over, if it runs.</summary>
    public static TimeSpan? UntilDeadline(Deployment deployment, DeploymentStatus status, DateTimeOffset now)
    {
        Condition? condition = status.Conditions.Find(Progressing);
        if (!HasDeadline(deployment) || condition?.Reason is null or Done or TimedOut or PausedReason)
        {
            return null;
        }

        TimeSpan left = Deadline(deployment, condition) - now;
        return left > TimeSpan.Zero ? left + TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(1);
    }

    private static IReadOnlyList<Condition>? Progress(Deployment deployment, SetList sets, DeploymentStatus status, DateTimeOffset now)
    {
        string who = sets.Newest is { } newest ? $"ReplicaSet \"{newest.Metadata.Name}\"" : $"Deployment \"{deployment.Metadata.Name}\"";
        IReadOnlyList<Condition>? conditions = status.Conditions;
        Condition? before = conditions.Find(Progressing);
        if (IsComplete(deployment, status))
        {
            return conditions.Set((Progressing, "True"), (Done, $"{who} has successfully progressed."), now);
        }

        if (IsProgress(deployment.Status, status))
        {
            // Set anew each time: its time is what the deadline counts from.
            Condition next = new()
            {
                Type = Progressing,
                Status = "True",
                Reason = "ReplicaSetUpdated",
                Message = $"{who} is progressing.",
                LastUpdateTime = now,
                LastTransitionTime = before?.Status == "True" ? before.LastTransitionTime : now,
            };
            return [.. conditions.Without(Progressing), next];
        }

        bool late = before is not null && before.Reason != Done && (before.Reason == TimedOut || Deadline(deployment, before) < now);
        return late ? conditions.Set((Progressing, "False"), (TimedOut, $"{who} has timed out progressing."), now) : conditions;
    }

    private static string Success(string? set) => $"ReplicaSet \"{set}\" has successfully progressed.";

    private static bool IsProgress(DeploymentStatus? before, DeploymentStatus now)
    {
        int Old(DeploymentStatus? s) => (s?.Replicas ?? 0) - (s?.UpdatedReplicas ?? 0);
        return (now.UpdatedReplicas ?? 0) > (before?.UpdatedReplicas ?? 0) || Old(now) < Old(before)
            || (now.ReadyReplicas ?? 0) > (before?.ReadyReplicas ?? 0) || (now.AvailableReplicas ?? 0) > (before?.AvailableReplicas ?? 0);
    }

    private static Deployment With(Deployment deployment, (string Status, string Reason) what, string message, DateTimeOffset now)
    {
        DeploymentStatus status = deployment.Status ?? new DeploymentStatus();
        return deployment with { Status = status with { Conditions = status.Conditions.Set((Progressing, what.Status), (what.Reason, message), now) } };
    }

    private static bool HasDeadline(Deployment deployment) => deployment.Spec?.ProgressDeadlineSeconds is { } seconds && seconds != int.MaxValue;

    private static DateTimeOffset Deadline(Deployment deployment, Condition condition) =>
        (condition.LastUpdateTime ?? condition.LastTransitionTime ?? DateTimeOffset.MinValue) + TimeSpan.FromSeconds(deployment.Spec?.ProgressDeadlineSeconds ?? 600);

    private static int? OrNone(int count) => count == 0 ? null : count;
}
