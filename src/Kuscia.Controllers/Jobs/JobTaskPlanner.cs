using Kuscia.Controllers.Tasks;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>Drives a running job: names its tasks, creates those that are ready and sums up their results (specification, control plane §3.2.3 and §3.2.4).</summary>
internal sealed class JobTaskPlanner(Func<string> newSuffix)
{
    public void Run(JobDraft draft)
    {
        if (FillTaskIds(draft))
        {
            return;
        }

        if (draft.View.Templates.FirstOrDefault(t => IsForeign(draft.View, t)) is { } clash)
        {
            draft.Status = draft.Status with
            {
                Phase = JobPhase.Failed,
                Reason = "CreateTaskFailed",
                Message = $"Failed to create task {clash.TaskID} because of a task with the same name already exists",
            };
            return;
        }

        Dictionary<string, string> phases = draft.View.Tasks.Where(t => draft.View.Owns(t.Value))
            .ToDictionary(t => t.Key, t => string.IsNullOrEmpty(t.Value.Status?.Phase) ? TaskPhase.Pending : t.Value.Status.Phase);
        draft.Status = draft.Status with { TaskStatus = phases.Count == 0 ? draft.Status.TaskStatus : phases };
        if (Holds(draft) || Conclude(draft))
        {
            return;
        }

        draft.Status = JobRestart.Calm(draft.Status, Trouble(draft.View));
        CreateReady(draft, phases);
        bool idle = draft.Create.Count == 0 && !phases.Values.Any(p => p is TaskPhase.Pending or TaskPhase.Running);
        if (idle && !draft.View.IsInitiator)
        {
            draft.Await(draft.View.Initiator);
        }
    }

    // A partner has stopped a task of ours; the command that says whether it is Stop, Cancel, Suspend or Restart is on its way.
    private static bool Holds(JobDraft draft)
    {
        KusciaTask? stopped = draft.View.Templates.Select(draft.View.TaskOf).FirstOrDefault(t => t?.Status is { Phase: TaskPhase.Failed, Reason: StoppedTask.Reason });
        TimeSpan left = (stopped?.Status?.CompletionTime ?? draft.Now) + JobOptions.CommandGrace - draft.Now;
        if (stopped is null || left <= TimeSpan.Zero)
        {
            return false;
        }

        draft.Status = draft.Status with { Message = $"task {stopped.Metadata.Name} was stopped by a partner, whose command is on its way" };
        draft.LookAgain(left);
        return true;
    }

    // What keeps a task from starting or going on: a partner that is silent, a node without room, an object that cannot be made.
    private static string? Trouble(JobView view) => view.Templates.Select(view.TaskOf)
        .Where(t => !TaskPhase.IsFinal(t?.Status?.Phase))
        .Select(t => (t?.Metadata.Name, Cause: Trouble(t?.Status)))
        .Where(t => t.Cause is not null)
        .Select(t => $"task {t.Name}: {t.Cause}")
        .FirstOrDefault();

    private static string? Trouble(KusciaTaskStatus? status) =>
        status?.Conditions.Find(SilentParties.ConditionType) is { Status: "False" } silent ? silent.Message
        : status?.Phase is null or "" or TaskPhase.Pending && status?.Message is { Length: > 0 } message ? message
        : null;

    private bool FillTaskIds(JobDraft draft)
    {
        if (!draft.View.IsInitiator || draft.View.Templates.All(t => !string.IsNullOrEmpty(t.TaskID)))
        {
            return false;
        }

        draft.Spec = draft.Spec is null ? null : draft.Spec with
        {
            Tasks = [.. draft.View.Templates.Select(t => string.IsNullOrEmpty(t.TaskID) ? t with { TaskID = IdentifierRules.GenerateTaskId(draft.View.Name, newSuffix()) } : t)],
        };
        return true;
    }

    private static bool IsForeign(JobView view, KusciaTaskTemplate template) =>
        template.TaskID is { Length: > 0 } id && view.Tasks.GetValueOrDefault(id) is { } task && !view.Owns(task);

    // True when the job is over.
    private static bool Conclude(JobDraft draft)
    {
        JobView view = draft.View;
        List<(KusciaTaskTemplate Template, string? Phase)> states = [.. view.Templates.Select(t => (t, PhaseOf(view, t)))];
        if (states.TrueForAll(s => s.Phase is null))
        {
            return false;
        }

        bool allOver = states.TrueForAll(s => TaskPhase.IsFinal(s.Phase));
        KusciaTaskTemplate? broken = states.Find(s => s.Template.Tolerable != true && s.Phase == TaskPhase.Failed).Template;
        if (allOver && broken is null)
        {
            draft.Status = Succeeded(draft);
            return true;
        }

        if (broken is null)
        {
            return ConcludeBlocked(draft, states);
        }

        bool strict = view.Job.Spec?.ScheduleMode != "BestEffort";
        bool working = states.Exists(s => s.Phase is TaskPhase.Pending or TaskPhase.Running) || view.Templates.Any(t => IsStartable(view, t));
        if (!strict && working)
        {
            return false;
        }

        draft.Status = draft.Status with { Phase = JobPhase.Failed, Reason = "TaskFailed", Message = Describe(view, broken) };
        return true;
    }

    // What depends on a tolerable task that failed never starts: a job with nothing else to do is over.
    private static bool ConcludeBlocked(JobDraft draft, List<(KusciaTaskTemplate Template, string? Phase)> states)
    {
        JobView view = draft.View;
        bool goesOn = states.Exists(s => s.Phase is not null && !TaskPhase.IsFinal(s.Phase)) || view.Templates.Any(t => IsStartable(view, t));
        if (goesOn || !states.Exists(s => s.Phase == TaskPhase.Failed))
        {
            return false;
        }

        KusciaTaskTemplate? blocked = states.Find(s => s.Phase is null && s.Template.Tolerable != true).Template;
        KusciaTaskTemplate failed = states.First(s => s.Phase == TaskPhase.Failed).Template;
        draft.Status = blocked is null
            ? Succeeded(draft)
            : draft.Status with
            {
                Phase = JobPhase.Failed,
                Reason = "DependencyFailed",
                Message = $"task {blocked.Alias} ({blocked.TaskID}) cannot start: what it depends on did not succeed; {Describe(view, failed)}",
            };
        return true;
    }

    private static KusciaJobStatus Succeeded(JobDraft draft) =>
        JobRestart.Calm(draft.Status, null) with { Phase = JobPhase.Succeeded, CompletionTime = draft.Now };

    private static string Describe(JobView view, KusciaTaskTemplate template)
    {
        KusciaTaskStatus? status = view.TaskOf(template)?.Status;
        string cause = status?.Message is { Length: > 0 } message ? message : status?.Reason ?? "no reason given";
        return $"task {template.Alias} ({template.TaskID}) failed: {cause}";
    }

    private static string? PhaseOf(JobView view, KusciaTaskTemplate template) =>
        view.TaskOf(template) is { } task ? string.IsNullOrEmpty(task.Status?.Phase) ? TaskPhase.Pending : task.Status.Phase : null;

    // In a partner's cluster a task without id is startable too: its id arrives when the initiator starts it.
    private static bool IsStartable(JobView view, KusciaTaskTemplate template) =>
        PhaseOf(view, template) is null
        && (template.Dependencies ?? []).All(d => view.Templates.FirstOrDefault(t => t.Alias == d) is { } dependency && PhaseOf(view, dependency) == TaskPhase.Succeeded);

    private static void CreateReady(JobDraft draft, Dictionary<string, string> phases)
    {
        int busy = phases.Values.Count(p => p is TaskPhase.Pending or TaskPhase.Running);
        int free = (draft.View.Job.Spec?.MaxParallelism ?? 1) - busy;
        IEnumerable<KusciaTaskTemplate> ready = draft.View.Templates
            .Where(t => !string.IsNullOrEmpty(t.TaskID) && IsStartable(draft.View, t))
            .OrderByDescending(t => t.Priority ?? 0);
        draft.Create.AddRange(ready.Take(Math.Max(free, 0)).Select(t => JobTaskBuilder.Build(draft.View, t)));
    }
}
