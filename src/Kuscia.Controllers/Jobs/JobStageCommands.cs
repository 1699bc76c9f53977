using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>Carries out the command in a job's stage labels (specification, control plane §3.2.2).</summary>
/// <remarks>
/// Every cluster runs this for itself, and commands, results of tasks and answers of partners reach it in any order; a cluster that was away sees only the
/// last of several commands. What holds nevertheless:
/// <list type="number">
/// <item>Commands of a job are ordered by version; at the same version Cancel beats Stop beats Suspend beats Restart beats Start. The labels hold the largest
/// one known. They never go back. A label set by hand has no version until the job controller gives it the next one, and stands back for nothing until then.</item>
/// <item>A command takes effect at most once in each cluster: effect and answer (condition <c>JobCommand</c>, stageStatus of the own parties) are one write
/// of the status. Whatever stands in the labels and is not answered is still to be done.</item>
/// <item>A command that does not fit the phase yet stays unanswered until it does: Suspend waits for Running, Restart for the approval.</item>
/// <item>A job that failed only because a partner had stopped its tasks ends as the command says, also when the command is heard after the failure: the
/// partner's stageStatus is the proof that it took effect there.</item>
/// <item>Restart needs neither the Stop nor the Suspend before it to have been seen. Everybody answers it, with Failed where the job is over for good, so the
/// initiator never waits for a partner that is alive. Answers to earlier commands do not count: the initiator forgets them when it restarts.</item>
/// <item>Between its answer to Restart and the initiator's Start a cluster has no unfinished task, so nothing can fail there.</item>
/// <item>Succeeded, Cancelled and ApprovalReject are for good.</item>
/// </list>
/// </remarks>
internal static class JobStageCommands
{
    /// <summary>True when the command was all there is to do in this pass.</summary>
    public static bool Apply(JobDraft draft)
    {
        if (string.IsNullOrEmpty(draft.Metadata.Label(WellKnownLabels.JobStage)))
        {
            return false;
        }

        NoteVersion(draft);
        if (JobCommand.Of(draft.Metadata) is not { } command)
        {
            return false;
        }

        bool open = !command.IsAnswered(draft.Status);
        return command.Stage switch
        {
            JobStage.Start => open && Start(draft, command),
            JobStage.Stop => open && End(draft, command, JobPhase.Failed),
            JobStage.Cancel => open && End(draft, command, JobPhase.Cancelled),
            JobStage.Suspend => open && Suspend(draft, command),
            JobStage.Restart => open ? Restart(draft, command) : Await(draft),
            _ => false,
        };
    }

    /// <summary>The answer of a job that is over for good: it takes no command, and says so to a partner that waits for it.</summary>
    public static void Refuse(JobDraft draft)
    {
        if (JobCommand.Of(draft.Metadata) is not { } command || command.IsAnswered(draft.Status))
        {
            return;
        }

        Answer(draft, command, false, $"refused, for the job is {draft.Phase} and takes no more commands; submit it anew under another name");
        if (command.Stage == JobStage.Restart)
        {
            Decline(draft);
        }
    }

    // kubectl users change the stage label alone; partners follow only a larger version.
    private static void NoteVersion(JobDraft draft)
    {
        if (JobCommand.IsChangedByHand(draft.Metadata))
        {
            draft.SetLabel(WellKnownLabels.JobStageVersion, JobCommand.NextVersion(draft.Metadata));
            if (JobCommand.IsTriggerOld(draft.Metadata))
            {
                draft.SetLabel(WellKnownLabels.JobStageTrigger, draft.View.IsInitiator ? draft.View.Initiator : string.Concat(draft.View.OwnParties.Take(1)));
            }
        }

        draft.SetAnnotation(JobCommand.SeenAnnotation, JobCommand.Seen(draft.Metadata));
    }

    private static void Answer(JobDraft draft, JobCommand command, bool done, string text) =>
        draft.Status = draft.Status with { Conditions = command.Answer(draft.Status.Conditions, done, text, draft.Now) };

    private static void Succeed(JobDraft draft, JobCommand command)
    {
        draft.SetStages(draft.View.OwnParties, JobStage.Succeeded(command.Stage));
        Answer(draft, command, true, "carried out");
    }

    // A host without parties of its own answers too: the others wait for it.
    private static void Decline(JobDraft draft) => draft.SetStages(
        draft.View.OwnParties.Count == 0 && draft.View.IsInitiator ? [draft.View.Initiator] : draft.View.OwnParties, JobStage.Failed(JobStage.Restart));

    private static bool Start(JobDraft draft, JobCommand command)
    {
        Succeed(draft, command);
        return false;
    }

    private static bool End(JobDraft draft, JobCommand command, string phase)
    {
        bool ended = draft.Phase == JobPhase.Failed && draft.Status.CompletionTime is not null;
        if (ended && phase == JobPhase.Failed && !IsEffectOf(draft, command))
        {
            return false;
        }

        draft.StopTasks();
        Succeed(draft, command);
        string text = $"Party: {command.Trigger} execute the cmd: {command.Stage}.";
        draft.Status = draft.Status with { Phase = phase, Reason = text, Message = text, CompletionTime = draft.Now };
        return true;
    }

    private static bool Suspend(JobDraft draft, JobCommand command)
    {
        bool applies = draft.Phase is JobPhase.Running or JobPhase.Suspended || (draft.Phase == JobPhase.Failed && IsEffectOf(draft, command));
        if (!applies)
        {
            return false;
        }

        draft.StopTasks();
        Succeed(draft, command);
        draft.Status = draft.Status with
        {
            Phase = JobPhase.Suspended,
            Reason = $"Party: {command.Trigger} execute the cmd: {command.Stage}.",
            Message = null,
            CompletionTime = null,
        };
        return true;
    }

    // A partner has carried out the command, and that its tasks ended is all that this job knows yet.
    private static bool IsEffectOf(JobDraft draft, JobCommand command) =>
        draft.Status.Reason == "TaskFailed"
        && (draft.Status.StageStatus ?? new Dictionary<string, string>()).Any(s => s.Value == JobStage.Succeeded(command.Stage) && !draft.View.OwnParties.Contains(s.Key));

    private static bool Restart(JobDraft draft, JobCommand command)
    {
        if (draft.Phase == JobPhase.AwaitingApproval)
        {
            return false;
        }

        if (draft.Phase == JobPhase.Failed && draft.Status.Reason == "ValidateFailed")
        {
            Decline(draft);
            Answer(draft, command, false, $"refused, for the job is not valid ({draft.Status.Message}); correct it and submit it anew");
            return false;
        }

        foreach ((string name, KusciaTask task) in draft.View.Tasks)
        {
            if (draft.View.Owns(task) && task.Status?.Phase != TaskPhase.Succeeded)
            {
                draft.Delete.Add(name);
            }
        }

        if (draft.View.IsInitiator)
        {
            draft.ForgetStages();
        }

        Succeed(draft, command);
        draft.Status = draft.Status with
        {
            Phase = JobPhase.Running,
            CompletionTime = null,
            Reason = JobRestart.Reason(command.Trigger),
            Message = JobRestart.Message(command.Trigger),
            TaskStatus = draft.Status.TaskStatus?.Where(t => t.Value == TaskPhase.Succeeded).ToDictionary(t => t.Key, t => t.Value),
        };
        return true;
    }

    // After the own restart: the initiator says Start when all have answered, the others wait for that.
    private static bool Await(JobDraft draft)
    {
        if (draft.Phase != JobPhase.Running)
        {
            return false;
        }

        IReadOnlyDictionary<string, string> stages = draft.Status.StageStatus ?? new Dictionary<string, string>();
        if (!draft.View.IsInitiator)
        {
            AwaitInitiator(draft, stages);
            return true;
        }

        List<string> silent = [.. draft.View.AllParties.Where(p => stages.GetValueOrDefault(p) is not ("JobRestartStageSucceeded" or "JobRestartStageFailed"))];
        if (silent.Count > 0)
        {
            draft.WaitFor(silent, "restart the job");
            return true;
        }

        string version = JobCommand.NextVersion(draft.Metadata);
        draft.SetLabel(WellKnownLabels.JobStage, JobStage.Start);
        draft.SetLabel(WellKnownLabels.JobStageTrigger, draft.View.Initiator);
        draft.SetLabel(WellKnownLabels.JobStageVersion, version);
        draft.SetAnnotation(JobCommand.SeenAnnotation, JobCommand.Seen(draft.Metadata));
        return true;
    }

    private static void AwaitInitiator(JobDraft draft, IReadOnlyDictionary<string, string> stages)
    {
        if (stages.GetValueOrDefault(draft.View.Initiator) != JobStage.Failed(JobStage.Restart))
        {
            draft.WaitFor([draft.View.Initiator], "start the job again");
            return;
        }

        draft.Status = draft.Status with
        {
            Phase = JobPhase.Failed,
            Reason = "RestartRefused",
            Message = $"{draft.View.Initiator}, who started the job, does not restart it, for it is over there; submit it anew under another name",
            CompletionTime = draft.Now,
        };
    }
}
