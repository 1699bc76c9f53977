using Kuscia.Controllers.Writes;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>Decides what happens to a job next (specification, control plane §3.2).</summary>
/// <param name="options">Approval and time limits.</param>
/// <param name="newSuffix">Gives 12 random hex digits for a task id.</param>
internal sealed class JobReconciler(JobOptions options, Func<string> newSuffix)
{
    private readonly JobTaskPlanner _tasks = new(newSuffix);

    public JobOutcome Reconcile(JobView view, DateTimeOffset now)
    {
        JobDraft draft = new(view, now);
        if (view.Job.Metadata.DeletionTimestamp is not null)
        {
            return new JobOutcome { Job = view.Job, Status = view.Job.Status ?? new KusciaJobStatus() };
        }

        if (IsOver(view.Job))
        {
            JobStageCommands.Refuse(draft);
            return draft.Finish();
        }

        bool handled = draft.Phase != JobPhase.Initialized && JobStageCommands.Apply(draft);
        if (!handled)
        {
            Step(draft);
        }

        LimitSilence(draft);
        return draft.Finish();
    }

    /// <summary>The outcome of a pass one of whose tasks the API did not take.</summary>
    /// <param name="before">The job before the pass.</param>
    /// <param name="outcome">What was decided.</param>
    /// <param name="task">The task.</param>
    /// <param name="cause">The sentence of the API.</param>
    /// <param name="final">True when it will never take it: the job then fails.</param>
    /// <param name="now">The time.</param>
    public static JobOutcome NotCreated(KusciaJob before, JobOutcome outcome, KusciaTask task, string cause, bool final, DateTimeOffset now)
    {
        KusciaJobStatus old = before.Status ?? new KusciaJobStatus();
        KusciaJobStatus status = outcome.Status with
        {
            Phase = final ? JobPhase.Failed : outcome.Status.Phase,
            Reason = final ? "CreateTaskFailed" : outcome.Status.Reason,
            Message = $"task {task.Metadata.Annotation(WellKnownAnnotations.TaskAlias)} ({task.Metadata.Name}) cannot be created: {cause}",
            LastReconcileTime = old.LastReconcileTime,
        };
        return outcome with
        {
            Status = StatusComparison.Differs(old, status) ? status with { LastReconcileTime = now } : old,
            RetryAfter = final ? null : JobOptions.CreationRetry,
        };
    }

    private static bool IsOver(KusciaJob job) =>
        job.Status is { CompletionTime: not null, Phase: JobPhase.Succeeded or JobPhase.Cancelled or JobPhase.ApprovalReject };

    // Who decides by hand may take days; who only has to answer by program, and cannot be heard, is not waited for without end.
    private static void LimitSilence(JobDraft draft)
    {
        if (draft.Phase is not (JobPhase.Pending or JobPhase.Running))
        {
            return;
        }

        DateTimeOffset asked = draft.Status.Conditions.Find(JobCommand.ConditionType)?.LastTransitionTime ?? draft.Status.StartTime ?? draft.Now;
        foreach (string domain in draft.Awaited.Where(draft.View.SilentSince.ContainsKey))
        {
            DateTimeOffset heard = draft.View.SilentSince[domain];
            TimeSpan left = (heard > asked ? heard : asked) + JobOptions.PartnerSilenceLimit - draft.Now;
            if (left > TimeSpan.Zero)
            {
                draft.Status = draft.Status with { Message = JobRestart.Trouble(draft.Status) ?? $"{domain} has not been heard since {KubernetesTimeConverter.ToText(heard)}" };
                draft.LookAgain(left);
                continue;
            }

            draft.StopTasks();
            draft.Status = draft.Status with
            {
                Phase = JobPhase.Failed,
                Reason = "PartnerSilent",
                Message = $"{domain} has not been heard since {KubernetesTimeConverter.ToText(heard)}; given up after {JobOptions.PartnerSilenceLimit.TotalSeconds:0} seconds",
                CompletionTime = draft.Now,
            };
            return;
        }
    }

    private void Step(JobDraft draft)
    {
        switch (draft.Phase)
        {
            case JobPhase.Initialized:
                Initialize(draft);
                break;
            case JobPhase.AwaitingApproval:
                Await(draft);
                break;
            case JobPhase.Pending:
                Prepare(draft);
                break;
            case JobPhase.Running:
                _tasks.Run(draft);
                break;
            case JobPhase.Failed when draft.Status.CompletionTime is null:
                draft.StopTasks();
                draft.Status = draft.Status with { CompletionTime = draft.Now };
                break;
            case JobPhase.Suspended:
                draft.StopTasks();
                break;
        }
    }

    private static void Initialize(JobDraft draft)
    {
        IReadOnlyList<string> faults = JobValidation.Check(draft.View);
        if (faults.Count > 0)
        {
            Refuse(draft, string.Join("; ", faults));
            return;
        }

        if (draft.View.IsInitiator && JobValidation.MissingData(draft.View) is { Count: > 0 } missing)
        {
            AwaitData(draft, missing);
            return;
        }

        if (draft.View.DataFaults.Count > 0)
        {
            Refuse(draft, string.Join("; ", draft.View.DataFaults));
            return;
        }

        Annotate(draft);
        draft.Status = draft.Status with
        {
            Conditions = draft.Status.Conditions.With("JobValidated", true, null, null, draft.Now),
            Reason = null,
            Message = null,
        };
        draft.SetStages(draft.View.OwnParties, JobStage.Succeeded(JobStage.Create));
        if (draft.View.IsInitiator)
        {
            draft.SetApprovals(draft.View.OwnParties, JobApproval.Accepted);
        }

        bool partners = draft.View.IsInterconnection || draft.View.PartnerParties.Count > 0;
        draft.Status = draft.Status with { Phase = partners ? JobPhase.AwaitingApproval : JobPhase.Pending };
    }

    private static void AwaitData(JobDraft draft, IReadOnlyList<string> missing)
    {
        string names = string.Join(", ", missing.Select(m => $"\"{m}\""));
        string cause = $"DomainData {names} is visible to no domain of this cluster; create it, or let its owner grant it to \"{draft.View.Initiator}\"";
        TimeSpan age = draft.Now - (draft.View.Job.Metadata.CreationTimestamp ?? draft.Now);
        TimeSpan left = JobOptions.DataGrace - age;
        if (draft.View.PartnerParties.Count == 0 || left <= TimeSpan.Zero)
        {
            Refuse(draft, cause);
            return;
        }

        // A granted table travels by its own synchronisation and may be seconds behind the job.
        draft.Status = draft.Status with
        {
            Phase = JobPhase.Initialized,
            Conditions = draft.Status.Conditions.With("JobValidated", false, "DataNotVisible", cause, draft.Now),
            Message = cause,
        };
        draft.LookAgain(left);
    }

    private static void Refuse(JobDraft draft, string cause)
    {
        // The host names the parties that refuse, so the own ones must be known even now.
        if (draft.View.OwnParties.Count > 0)
        {
            draft.SetAnnotation(WellKnownAnnotations.InterconnSelfParties, PartyNames.Join(draft.View.OwnParties));
        }

        // The cause may name several texts of a partner, each short enough by itself.
        string message = PrintableLine.Of($"Validate job failed, {cause}");
        draft.Status = draft.Status with
        {
            Phase = JobPhase.Failed,
            Reason = "ValidateFailed",
            Message = message,
            Conditions = draft.Status.Conditions.With("JobValidated", false, "ValidateFailed", message, draft.Now),
        };
    }

    private static void Annotate(JobDraft draft)
    {
        JobView view = draft.View;
        draft.SetAnnotation(WellKnownAnnotations.SelfClusterAsInitiator, view.IsInitiator ? "true" : "false");
        draft.SetAnnotation(WellKnownAnnotations.Initiator, view.Initiator);
        if (view.OwnParties.Count > 0)
        {
            draft.SetAnnotation(WellKnownAnnotations.InterconnSelfParties, PartyNames.Join(view.OwnParties));
        }

        if (view.IsInitiator && view.PartnerParties.Count > 0)
        {
            draft.SetAnnotation(WellKnownAnnotations.InterconnKusciaParties, PartyNames.Join(view.PartnerParties));
        }
    }

    private void Await(JobDraft draft)
    {
        JobView view = draft.View;
        if (!view.IsInitiator && !options.EnableWorkloadApprove)
        {
            draft.SetApprovals(view.OwnParties.Where(p => draft.Status.ApproveStatus?.ContainsKey(p) != true), JobApproval.Accepted);
        }

        IReadOnlyDictionary<string, string> answers = draft.Status.ApproveStatus ?? new Dictionary<string, string>();
        // Whoever is said to have started a job that came from outside: every own party approves.
        List<string> others = [.. view.AllParties.Where(p => p != view.Initiator || (!view.IsInitiator && view.OwnParties.Contains(p)))];
        if (others.Find(p => answers.GetValueOrDefault(p) == JobApproval.Rejected) is { } refuser)
        {
            draft.Status = draft.Status with { Phase = JobPhase.ApprovalReject, Reason = $"Party: {refuser} approval reject.", Message = null, CompletionTime = draft.Now };
            return;
        }

        List<string> silent = [.. others.Where(p => answers.GetValueOrDefault(p) != JobApproval.Accepted)];
        if (silent.Count == 0)
        {
            draft.Status = draft.Status with { Phase = JobPhase.Pending, Message = null };
            return;
        }

        Wait(draft, silent, "accept the job");
    }

    private void Prepare(JobDraft draft)
    {
        IReadOnlyDictionary<string, string> stages = draft.Status.StageStatus ?? new Dictionary<string, string>();
        IReadOnlyList<string> parties = draft.View.AllParties;
        if (parties.FirstOrDefault(p => stages.GetValueOrDefault(p) == JobStage.Failed(JobStage.Create)) is { } failed)
        {
            draft.Status = draft.Status with { Phase = JobPhase.Failed, Reason = $"Party: {failed} start failed." };
            return;
        }

        // A partner that answers a later command has prepared the job long ago.
        List<string> silent = [.. parties.Where(p => stages.GetValueOrDefault(p) is not ("JobCreateStageSucceeded" or "JobStartStageSucceeded"
            or "JobSuspendStageSucceeded" or "JobRestartStageSucceeded" or "JobRestartStageFailed"))];
        if (silent.Count == 0)
        {
            draft.Status = draft.Status with { Phase = JobPhase.Running, Message = null };
            return;
        }

        Wait(draft, silent, "prepare the job");
    }

    private void Wait(JobDraft draft, List<string> silent, string what)
    {
        draft.WaitFor(silent, what);
        if (options.PartnerAnswerTimeout is not { } limit || !draft.View.IsInitiator)
        {
            return;
        }

        TimeSpan left = (draft.Status.StartTime ?? draft.Now) + limit - draft.Now;
        if (left > TimeSpan.Zero)
        {
            draft.LookAgain(left);
            return;
        }

        draft.Status = draft.Status with
        {
            Phase = JobPhase.Failed,
            Reason = "PartnerAnswerTimeout",
            Message = $"{string.Join(", ", silent)} did not {what} within {limit.TotalSeconds:0} seconds",
        };
    }
}
