using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>
/// Reads what another cluster has written into a summary. Nothing is taken but values of the catalogue about parts that exist here; texts become one
/// printable line. What is read is compared with and written over the stored summary, so dropping something here does not erase it there.
/// </summary>
internal static class ForeignSummaries
{
    private const int MaxPartsOfParty = 128;

    private static readonly string[] Stages = [JobStage.Create, JobStage.Start, JobStage.Stop, JobStage.Cancel, JobStage.Restart, JobStage.Suspend];

    private static readonly HashSet<string> StageAnswers = [.. Stages.SelectMany(s => (string[])[JobStage.Succeeded(s), JobStage.Failed(s)])];

    private static readonly HashSet<string> JobPhases =
    [
        JobPhase.Initialized, JobPhase.AwaitingApproval, JobPhase.Pending, JobPhase.Running, JobPhase.Suspended, JobPhase.Succeeded, JobPhase.Failed,
        JobPhase.Cancelled, JobPhase.ApprovalReject,
    ];

    private static readonly HashSet<string> TaskPhases = [TaskPhase.Pending, TaskPhase.Running, TaskPhase.Succeeded, TaskPhase.Failed];

    private static readonly HashSet<string> ResourcePhases =
        ["", TaskResourcePhase.Pending, TaskResourcePhase.Reserving, TaskResourcePhase.Reserved, TaskResourcePhase.Schedulable, TaskResourcePhase.Failed];

    /// <summary>A summary of a job.</summary>
    /// <param name="summary">As it is stored.</param>
    /// <param name="job">The job here.</param>
    /// <param name="sender">Who may have written it.</param>
    /// <param name="mayTrigger">Domains in whose name the sender may give commands; another name is replaced by the sender's.</param>
    public static KusciaJobSummary Read(KusciaJobSummary summary, KusciaJob job, string sender, Func<string, bool> mayTrigger)
    {
        HashSet<string> parties = [.. (job.Spec?.Tasks ?? []).SelectMany(t => t.Parties ?? []).Select(p => p.DomainID ?? "").Append(job.Spec?.Initiator ?? "")];
        KusciaJobStatus status = summary.Status ?? new KusciaJobStatus();
        bool known = Stages.Contains(summary.Spec?.Stage ?? JobStage.Create);
        string trigger = summary.Spec?.StageTrigger ?? "";
        return summary with
        {
            Metadata = summary.Metadata with { Labels = Version(summary, job, known) },
            Spec = (summary.Spec ?? new KusciaJobSummarySpec()) with
            {
                Stage = known ? summary.Spec?.Stage : JobStage.Create,
                StageTrigger = trigger.Length == 0 || mayTrigger(trigger) ? trigger : sender,
            },
            Status = status with
            {
                Phase = JobPhases.Contains(status.Phase ?? "") ? status.Phase : null,
                Reason = PrintableLine.Of(status.Reason),
                Message = PrintableLine.Of(status.Message),
                ApproveStatus = Entries(status.ApproveStatus, parties, v => v is JobApproval.Accepted or JobApproval.Rejected),
                StageStatus = Entries(status.StageStatus, parties, StageAnswers.Contains),
                PartyTaskCreateStatus = status.PartyTaskCreateStatus?.Where(e => parties.Contains(e.Key))
                    .ToDictionary(e => e.Key, IReadOnlyList<PartyTaskStatus> (e) => [.. e.Value.Take(MaxPartsOfParty).Where(IsSound).Select(Part)]),
            },
        };
    }

    /// <summary>A summary of a task.</summary>
    /// <param name="summary">As it is stored.</param>
    /// <param name="task">The task here.</param>
    public static KusciaTaskSummary Read(KusciaTaskSummary summary, KusciaTask task)
    {
        HashSet<(string, string)> parts = [.. (task.Spec?.Parties ?? []).Select(p => (p.DomainID ?? "", p.Role ?? ""))];
        HashSet<string> domains = [.. parts.Select(p => p.Item1)];
        KusciaTaskSummaryStatus status = summary.Status ?? new KusciaTaskSummaryStatus();
        return summary with
        {
            Status = status with
            {
                Phase = TaskPhases.Contains(status.Phase ?? "") ? status.Phase : null,
                Reason = PrintableLine.Of(status.Reason),
                Message = PrintableLine.Of(status.Message),
                PartyTaskStatus = status.PartyTaskStatus is null
                    ? null
                    : [.. status.PartyTaskStatus.Where(p => IsSound(p) && parts.Contains((p.DomainID ?? "", p.Role ?? ""))).Select(Part).DistinctBy(p => (p.DomainID, p.Role ?? ""))],
                ResourceStatus = status.ResourceStatus?.Where(e => domains.Contains(e.Key)).ToDictionary(
                    e => e.Key,
                    IReadOnlyList<SummaryResourceStatus> (e) => [.. e.Value.Where(r => parts.Contains((e.Key, r.Role ?? "")) && ResourcePhases.Contains(r.Phase ?? "")).Select(Reservation)]),
            },
        };
    }

    // A counter far ahead of the own one would take the job away from its owner.
    private static IReadOnlyDictionary<string, string>? Version(KusciaJobSummary summary, KusciaJob job, bool known) =>
        known && Summaries.Stages.IsStep(JobCommand.VersionOf(summary.Metadata), JobCommand.VersionOf(job.Metadata))
            ? summary.Metadata.Labels
            : summary.Metadata.Labels?.Where(l => l.Key != WellKnownLabels.JobStageVersion).ToDictionary();

    private static Dictionary<string, string>? Entries(IReadOnlyDictionary<string, string>? map, HashSet<string> parties, Func<string, bool> isValue) =>
        map?.Where(e => parties.Contains(e.Key) && isValue(e.Value)).ToDictionary();

    private static bool IsSound(PartyTaskStatus part) => part.Phase is null || TaskPhases.Contains(part.Phase);

    private static PartyTaskStatus Part(PartyTaskStatus part)
    {
        string? message = PrintableLine.Of(part.Message);
        string? role = PrintableLine.Of(part.Role);
        return ReferenceEquals(message, part.Message) && ReferenceEquals(role, part.Role) ? part : part with { Message = message, Role = role };
    }

    private static SummaryResourceStatus Reservation(SummaryResourceStatus entry) => entry with
    {
        Conditions = entry.Conditions is null
            ? null
            : [.. entry.Conditions.Where(c => c.Type == entry.Phase).Take(1).Select(c => c with { Reason = PrintableLine.Of(c.Reason), Message = PrintableLine.Of(c.Message) })],
    };
}
