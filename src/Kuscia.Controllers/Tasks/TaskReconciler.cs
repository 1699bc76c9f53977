using Kuscia.Controllers.Writes;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Decides what happens to a task next (specification, control plane §3.3).</summary>
internal sealed class TaskReconciler(TaskOptions options, Func<string, int, IReadOnlyList<int>?> allocatePorts)
{
    private readonly TaskPorts _ports = new(allocatePorts);

    public TaskOutcome Reconcile(TaskView view, DateTimeOffset now)
    {
        if (view.Status.CompletionTime is not null || view.Task.Metadata.DeletionTimestamp is not null)
        {
            return new TaskOutcome { Status = view.Status };
        }

        TaskOutcome outcome = view.Status.Phase switch
        {
            null or "" or TaskPhase.Pending => Prepare(view, now),
            TaskPhase.Running => Run(view, now),
            TaskPhase.Succeeded => new TaskOutcome
            {
                Cleanup = TaskCleanup.Succeeded,
                Status = Refresh(view, view.Status) with { CompletionTime = now },
            },
            TaskPhase.Failed => End(view, now),
            _ => new TaskOutcome { Status = view.Status },
        };
        return Stamp(view, outcome, now);
    }

    /// <summary>The task cannot be made now: say why, try again, and give up when its life is over, or at once when nothing can change it.</summary>
    public TaskOutcome Hindered(TaskView view, string problem, bool final, DateTimeOffset now)
    {
        KusciaTaskStatus status = Begin(view, now);
        IReadOnlyList<Condition> conditions = status.Conditions.With("ResourceCreated", false, "KusciaTaskCreateFailed", problem, now);
        TimeSpan left = view.Deadline(now, options) - now;
        bool over = final || left <= TimeSpan.Zero;
        string message = over && !final ? $"{problem} (tried for {view.Lifecycle(options)} seconds)" : problem;
        TaskOutcome outcome = new()
        {
            Status = status with
            {
                Phase = over ? TaskPhase.Failed : TaskPhase.Pending,
                Conditions = conditions,
                Reason = "KusciaTaskCreateFailed",
                Message = message,
                PartyTaskStatus = PartyResults.Fill(view, status.PartyTaskStatus, over ? message : null),
            },
            RetryAfter = over ? null : left < TaskOptions.AdmissionRetry ? left : TaskOptions.AdmissionRetry,
        };
        return Stamp(view, outcome, now);
    }

    private static TaskOutcome Stamp(TaskView view, TaskOutcome outcome, DateTimeOffset now) =>
        StatusComparison.Differs(view.Status, outcome.Status)
            ? outcome with { Status = outcome.Status with { LastReconcileTime = now } }
            : outcome with { Status = view.Status };

    private static KusciaTaskStatus Begin(TaskView view, DateTimeOffset now) =>
        view.Status with { Phase = TaskPhase.Pending, StartTime = view.Status.StartTime ?? now };

    private TaskOutcome Prepare(TaskView view, DateTimeOffset now)
    {
        KusciaTaskStatus status = Begin(view, now);
        if (status.Conditions.IsTrue("ResourceCreated"))
        {
            return new TaskOutcome { Status = TaskProgress.Pending(view, Refresh(view, status), now) };
        }

        if (view.DataFaults.Count > 0)
        {
            return Refused(view, status, FailureReasons.RefusedPrefix + string.Join("; ", view.DataFaults), now);
        }

        TaskPlan plan = TaskPlanner.Plan(view.Task, view.Parties, view.AppImages);
        if (plan.Problems.Count > 0)
        {
            return Hindered(view, string.Join("; ", plan.Problems), plan.IsFinal, now);
        }

        if (status.AllocatedPorts is null)
        {
            return AllocatePorts(view, plan, status, now);
        }

        if (TaskAdmission.NeverFits(view, plan) is { Count: > 0 } never)
        {
            return Hindered(view, string.Join("; ", never), true, now);
        }

        IReadOnlyList<string> refusals = TaskAdmission.Check(view, plan);
        return refusals.Count > 0 ? Hindered(view, string.Join("; ", refusals), false, now) : Create(view, plan, status, now);
    }

    // Waiting would not help: what is missing is somebody's consent or another name.
    private static TaskOutcome Refused(TaskView view, KusciaTaskStatus status, string message, DateTimeOffset now) => new()
    {
        Status = status with
        {
            Phase = TaskPhase.Failed,
            Reason = "DataRefused",
            Message = message,
            Conditions = status.Conditions.With("ResourceCreated", false, "DataRefused", message, now),
            PartyTaskStatus = PartyResults.Fill(view, status.PartyTaskStatus, message),
        },
    };

    private TaskOutcome AllocatePorts(TaskView view, TaskPlan plan, KusciaTaskStatus status, DateTimeOffset now)
    {
        (IReadOnlyList<PartyAllocatedPorts>? ports, string? problem) = _ports.Allocate(plan);
        return problem is not null
            ? Hindered(view, problem, false, now)
            : new TaskOutcome
            {
                Status = status with { AllocatedPorts = ports, Conditions = status.Conditions.With("PortsAllocated", true, null, null, now) },
            };
    }

    private TaskOutcome Create(TaskView view, TaskPlan plan, KusciaTaskStatus status, DateTimeOffset now)
    {
        TaskObjects objects = TaskObjectBuilder.Build(view.Task, plan, options);
        return new TaskOutcome
        {
            Create = objects,
            Status = status with
            {
                Conditions = status.Conditions.With("ResourceCreated", true, null, null, now),
                Reason = null,
                Message = null,
                PartyTaskStatus = PartyResults.Fill(view, status.PartyTaskStatus, null),
                PodStatuses = PodStatuses.Initial(objects, now),
                ServiceStatuses = PodStatuses.InitialServices(objects, now),
            },
        };
    }

    private TaskOutcome Run(TaskView view, DateTimeOffset now)
    {
        KusciaTaskStatus status = TaskProgress.Running(view, Refresh(view, view.Status), now);
        if (status.Phase != TaskPhase.Running)
        {
            return new TaskOutcome { Status = status };
        }

        (KusciaTaskStatus heard, TimeSpan? retry) = SilentParties.Limit(view, status, options, now);
        return new TaskOutcome { Status = ReferenceEquals(heard, status) ? status : TaskProgress.Running(view, heard, now), RetryAfter = retry };
    }

    private static KusciaTaskStatus Refresh(TaskView view, KusciaTaskStatus status) => status with
    {
        PodStatuses = PodStatuses.Refresh(view, status.PodStatuses),
        ServiceStatuses = PodStatuses.RefreshServices(view, status.ServiceStatuses),
    };

    private static TaskOutcome End(TaskView view, DateTimeOffset now)
    {
        KusciaTaskStatus status = Refresh(view, view.Status);
        return new TaskOutcome
        {
            FailGroup = view.Group?.Status?.Phase is not (TaskResourceGroupPhase.Failed or TaskResourceGroupPhase.Reserved),
            Cleanup = TaskCleanup.Failed,
            Status = status with
            {
                PartyTaskStatus = PartyResults.End(PartyResults.Fill(view, status.PartyTaskStatus, null), status.Message ?? status.Reason),
                PodStatuses = PodStatuses.End(status.PodStatuses),
                CompletionTime = now,
            },
        };
    }
}
