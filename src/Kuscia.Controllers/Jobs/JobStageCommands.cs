using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>Carries out the command in a job's stage labels (specification, control plane §3.2.2).</summary>
internal static class JobStageCommands
{
    /// <summary>The stage and version seen last; tells a label changed by hand from one that a newer version announced.</summary>
    private const string SeenAnnotation = WellKnownAnnotations.Prefix + "job-stage-seen";

    /// <summary>True when the command was all there is to do in this pass.</summary>
    public static bool Apply(JobDraft draft)
    {
        string? stage = draft.View.Job.Metadata.Label(WellKnownLabels.JobStage);
        if (string.IsNullOrEmpty(stage))
        {
            return false;
        }

        NoteVersion(draft, stage);
        string trigger = draft.Metadata.Label(WellKnownLabels.JobStageTrigger) ?? draft.View.Initiator;
        return stage switch
        {
            JobStage.Start => Start(draft),
            JobStage.Stop => End(draft, JobStage.Stop, JobPhase.Failed, trigger),
            JobStage.Cancel => End(draft, JobStage.Cancel, JobPhase.Cancelled, trigger),
            JobStage.Suspend => Suspend(draft, trigger),
            JobStage.Restart => Restart(draft, trigger),
            _ => false,
        };
    }

    // kubectl users change the stage label alone; partners follow only a larger version.
    private static void NoteVersion(JobDraft draft, string stage)
    {
        string version = draft.Metadata.Label(WellKnownLabels.JobStageVersion) ?? "";
        string[] seen = (draft.Metadata.Annotation(SeenAnnotation) ?? "/").Split('/', 2);
        bool changedByHand = seen[0] != stage && (version.Length == 0 || version == seen[1]) && stage != JobStage.Create;
        if (changedByHand)
        {
            version = Next(version);
            draft.SetLabel(WellKnownLabels.JobStageVersion, version);
            if (draft.Metadata.Label(WellKnownLabels.JobStageTrigger) is null)
            {
                draft.SetLabel(WellKnownLabels.JobStageTrigger, draft.View.IsInitiator ? draft.View.Initiator : string.Concat(draft.View.OwnParties.Take(1)));
            }
        }

        draft.SetAnnotation(SeenAnnotation, $"{stage}/{version}");
    }

    private static string Next(string version) =>
        (int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number + 1 : 1).ToString(CultureInfo.InvariantCulture);

    private static bool Start(JobDraft draft)
    {
        draft.SetStages(draft.View.OwnParties, JobStage.Succeeded(JobStage.Start));
        return false;
    }

    private static bool End(JobDraft draft, string stage, string phase, string trigger)
    {
        bool over = draft.Status.CompletionTime is not null && (draft.Phase == phase || (stage == JobStage.Stop && draft.Phase == JobPhase.Cancelled));
        if (over)
        {
            return true;
        }

        draft.StopTasks();
        draft.SetStages(draft.View.OwnParties, JobStage.Succeeded(stage));
        string text = $"Party: {trigger} execute the cmd: {stage}.";
        draft.Status = draft.Status with { Phase = phase, Reason = text, Message = text, CompletionTime = draft.Now };
        return true;
    }

    private static bool Suspend(JobDraft draft, string trigger)
    {
        if (draft.Phase != JobPhase.Running)
        {
            return false;
        }

        draft.StopTasks();
        draft.SetStages(draft.View.OwnParties, JobStage.Succeeded(JobStage.Suspend));
        draft.Status = draft.Status with { Phase = JobPhase.Suspended, Reason = $"Party: {trigger} execute the cmd: {JobStage.Suspend}.", Message = null };
        return true;
    }

    private static bool Restart(JobDraft draft, string trigger)
    {
        if (draft.Phase == JobPhase.Running)
        {
            AwaitRestart(draft);
            return true;
        }

        bool startable = draft.Phase is JobPhase.Failed or JobPhase.Suspended && draft.Status.Reason != "ValidateFailed";
        if (!startable)
        {
            return false;
        }

        foreach ((string name, KusciaTask task) in draft.View.Tasks)
        {
            if (draft.View.Owns(task) && task.Status?.Phase != TaskPhase.Succeeded)
            {
                draft.Delete.Add(name);
            }
        }

        draft.SetStages(draft.View.OwnParties, JobStage.Succeeded(JobStage.Restart));
        draft.Status = draft.Status with
        {
            Phase = JobPhase.Running,
            CompletionTime = null,
            Reason = null,
            Message = $"This job is restarted by {trigger}",
            TaskStatus = draft.Status.TaskStatus?.Where(t => t.Value == TaskPhase.Succeeded).ToDictionary(t => t.Key, t => t.Value),
        };
        return true;
    }

    private static void AwaitRestart(JobDraft draft)
    {
        IReadOnlyDictionary<string, string> stages = draft.Status.StageStatus ?? new Dictionary<string, string>();
        bool all = draft.View.AllParties.All(p => stages.GetValueOrDefault(p) is "JobRestartStageSucceeded" or "JobRestartStageFailed");
        if (!all || !draft.View.IsInitiator)
        {
            return;
        }

        string version = Next(draft.Metadata.Label(WellKnownLabels.JobStageVersion) ?? "");
        draft.SetLabel(WellKnownLabels.JobStage, JobStage.Start);
        draft.SetLabel(WellKnownLabels.JobStageTrigger, draft.View.Initiator);
        draft.SetLabel(WellKnownLabels.JobStageVersion, version);
        draft.SetAnnotation(SeenAnnotation, $"{JobStage.Start}/{version}");
    }
}
