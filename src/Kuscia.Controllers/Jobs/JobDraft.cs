using Kuscia.Controllers.Writes;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>The outcome of one pass while it is being decided.</summary>
internal sealed class JobDraft(JobView view, DateTimeOffset now)
{
    public JobView View { get; } = view;

    public DateTimeOffset Now { get; } = now;

    public ObjectMeta Metadata { get; set; } = view.Job.Metadata;

    public KusciaJobSpec? Spec { get; set; } = view.Job.Spec;

    public KusciaJobStatus Status { get; set; } = (view.Job.Status ?? new KusciaJobStatus()) with { StartTime = view.Job.Status?.StartTime ?? now };

    public List<string> Stop { get; } = [];

    public List<string> Delete { get; } = [];

    public List<KusciaTask> Create { get; } = [];

    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Domains without whose word the job does not go on.</summary>
    public IReadOnlyList<string> Awaited { get; private set; } = [];

    public string Phase => string.IsNullOrEmpty(Status.Phase) ? JobPhase.Initialized : Status.Phase;

    public JobOutcome Finish()
    {
        KusciaJobStatus old = View.Job.Status ?? new KusciaJobStatus();
        bool changed = StatusComparison.Differs(old, Status);
        return new JobOutcome
        {
            Job = View.Job with { Metadata = Metadata, Spec = Spec },
            Stop = Stop,
            Delete = Delete,
            Create = Create,
            Status = changed ? Status with { LastReconcileTime = Now } : old,
            RetryAfter = RetryAfter,
        };
    }

    public void SetLabel(string key, string value) =>
        Metadata = Metadata with { Labels = new Dictionary<string, string>(Metadata.Labels ?? new Dictionary<string, string>()) { [key] = value } };

    public void SetAnnotation(string key, string value) =>
        Metadata = Metadata with
        {
            Annotations = new Dictionary<string, string>(Metadata.Annotations ?? new Dictionary<string, string>()) { [key] = value },
        };

    public void SetStages(IEnumerable<string> parties, string value)
    {
        Dictionary<string, string> stages = new(Status.StageStatus ?? new Dictionary<string, string>());
        foreach (string party in parties)
        {
            stages[party] = value;
        }

        Status = Status with { StageStatus = stages };
    }

    /// <summary>Forgets what partners said: only their answers to the command of now shall count.</summary>
    public void ForgetStages() =>
        Status = Status with { StageStatus = Status.StageStatus?.Where(s => View.OwnParties.Contains(s.Key)).ToDictionary(s => s.Key, s => s.Value) };

    /// <summary>Says in the job what it waits for.</summary>
    public void WaitFor(IReadOnlyList<string> domains, string what)
    {
        Awaited = domains;
        string silent = string.Concat(domains.Where(View.SilentSince.ContainsKey)
            .Select(d => $"; {d} has not been heard since {KubernetesTimeConverter.ToText(View.SilentSince[d])}"));
        Status = Status with { Message = $"waiting for {string.Join(", ", domains)} to {what}{silent}" };
    }

    /// <summary>Waits without a word, as long as the partner can be heard.</summary>
    public void Await(string domain) => Awaited = [domain];

    /// <summary>Looks again after a while, unless another reason asks for it sooner.</summary>
    public void LookAgain(TimeSpan after) => RetryAfter = RetryAfter < after ? RetryAfter : after;

    public void SetApprovals(IEnumerable<string> parties, string value)
    {
        Dictionary<string, string> approvals = new(Status.ApproveStatus ?? new Dictionary<string, string>());
        foreach (string party in parties)
        {
            approvals[party] = value;
        }

        Status = Status with { ApproveStatus = approvals };
    }

    /// <summary>Stops every unfinished task and marks it failed in the job.</summary>
    public void StopTasks()
    {
        foreach ((string name, KusciaTask task) in View.Tasks)
        {
            if (View.Owns(task) && !TaskPhase.IsFinal(task.Status?.Phase))
            {
                Stop.Add(name);
            }
        }

        Status = Status with { TaskStatus = Status.TaskStatus?.ToDictionary(t => t.Key, t => TaskPhase.IsFinal(t.Value) ? t.Value : TaskPhase.Failed) };
    }
}
