using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>What flows between a job and its summary, in both clusters (specification, control plane §4.3, steps 2 and 5 to 8).</summary>
/// <remarks>
/// Command, answers and phase of a job are written by several hands at different times, so one of them may be seen without the others. What keeps that harmless:
/// <list type="bullet">
/// <item>An answer to Restart is told only once the member has carried out the very command that the summary shows, and the host takes it only when its job
/// carries no newer one; when the host hands a Restart on, it wipes the answers to earlier ones.</item>
/// <item>A refusal or an end from before a Restart is neither told nor followed after it.</item>
/// <item>Answers to commands are exchanged also when the job has ended: they prove that a command took effect on the other side.</item>
/// </list>
/// </remarks>
internal static class JobSummarySync
{
    /// <summary>Host: the summary of a new job for one partner.</summary>
    public static KusciaJobSummary Create(KusciaJob job, string mailbox, IReadOnlyList<string> parties, DateTimeOffset now)
    {
        KusciaJobSummary summary = new()
        {
            ApiVersion = Kinds.KusciaJobSummary.ApiVersion,
            Kind = Kinds.KusciaJobSummary.Kind,
            Metadata = new ObjectMeta { Name = job.Metadata.Name, Namespace = mailbox, Annotations = Annotations(job, parties) },
            Spec = new KusciaJobSummarySpec
            {
                Stage = job.Metadata.Label(WellKnownLabels.JobStage) is { Length: > 0 } stage ? stage : JobStage.Create,
                StageTrigger = job.Spec?.Initiator,
            },
            Status = new KusciaJobStatus { StartTime = now },
        };
        return Publish(Stages.ToSummary(summary, job, null), job, parties);
    }

    /// <summary>Annotations of everything a host puts into a mailbox for a job.</summary>
    public static Dictionary<string, string> Annotations(KusciaJob job, IReadOnlyList<string> parties) => new()
    {
        [WellKnownAnnotations.Initiator] = job.Spec?.Initiator ?? "",
        [WellKnownAnnotations.InterconnKusciaParties] = PartyNames.Join(parties),
        [InterconnectionAnnotations.HostUid] = job.Metadata.Uid ?? "",
    };

    /// <summary>Host: the summary brought up to date with the job; the entries of the partner's domains stay the partner's.</summary>
    public static KusciaJobSummary Publish(KusciaJobSummary summary, KusciaJob job, IReadOnlyList<string> parties)
    {
        KusciaJobStatus target = summary.Status ?? new KusciaJobStatus();
        KusciaJobStatus source = job.Status ?? new KusciaJobStatus();
        bool reported = target.Phase == JobPhase.Failed && IsRefusal(target.Reason) && source.Phase == JobPhase.AwaitingApproval;
        if (reported)
        {
            return summary;
        }

        bool Others(string domain) => !parties.Contains(domain);
        (string? reason, string? message) = StatusForPartners.Of(source);
        KusciaJobSummary next = Stages.ToSummary(summary, job, null);
        bool restarts = !ReferenceEquals(next, summary) && next.Spec?.Stage == JobStage.Restart;
        return next with
        {
            Status = target with
            {
                Phase = source.Phase,
                Reason = reason,
                Message = message,
                ApproveStatus = StatusMaps.Copy(target.ApproveStatus, source.ApproveStatus, Others),
                StageStatus = StatusMaps.Copy(restarts ? StatusMaps.Without(target.StageStatus, parties) : target.StageStatus, source.StageStatus, Others),
                PartyTaskCreateStatus = StatusMaps.Copy(target.PartyTaskCreateStatus, source.PartyTaskCreateStatus, Others),
                TaskStatus = source.TaskStatus,
                CompletionTime = source.CompletionTime,
            },
        };
    }

    /// <summary>Host: the job with the partner's answers.</summary>
    public static KusciaJob Collect(KusciaJob job, KusciaJobSummary summary, IReadOnlyList<string> parties)
    {
        KusciaJobStatus source = summary.Status ?? new KusciaJobStatus();
        bool current = JobCommand.VersionOf(summary.Metadata) >= JobCommand.VersionOf(job.Metadata);
        KusciaJobStatus target = CopyStages(job.Status ?? new KusciaJobStatus(), source, d => current && parties.Contains(d));
        job = Stages.ToJob(job, summary);
        if (target.CompletionTime is not null)
        {
            return job with { Status = target };
        }

        target = CopyMaps(target, source, parties.Contains);
        bool refused = source.Phase == JobPhase.Failed && IsRefusal(source.Reason) && target.Phase != JobPhase.Failed && current;
        return job with
        {
            Status = refused ? target with { Phase = JobPhase.Failed, Reason = source.Reason, Message = source.Message } : target,
        };
    }

    /// <summary>Member: the summary with the answers of the own domains.</summary>
    public static KusciaJobSummary Answer(KusciaJobSummary summary, KusciaJob job, IReadOnlyList<string> own, string member)
    {
        KusciaJobStatus source = job.Status ?? new KusciaJobStatus();
        bool heard = JobCommand.VersionOf(job.Metadata) >= JobCommand.VersionOf(summary.Metadata) && (!IsRestarting(job) || JobCommand.IsSettled(job));
        bool IsTold(string domain) => own.Contains(domain) && (heard || !IsRestartAnswer(source.StageStatus?.GetValueOrDefault(domain)));
        KusciaJobStatus target = CopyMaps(CopyStages(summary.Status ?? new KusciaJobStatus(), source, IsTold), source, own.Contains);
        bool refuses = heard && source.Phase == JobPhase.Failed && IsRefusal(source.Reason) && target.CompletionTime is null
            && !(target.Phase == JobPhase.Failed && IsRefusal(target.Reason));
        if (refuses)
        {
            target = target with
            {
                Phase = JobPhase.Failed,
                Reason = source.Reason,
                Message = PrintableLine.Of($"party[{string.Join(",", own)}] job failed info: {StatusForPartners.Of(source).Message}"),
            };
        }

        return Stages.ToSummary(summary, job, member) with { Status = target };
    }

    /// <summary>Member: the job with what the host and the other partners said.</summary>
    /// <param name="job">The member's copy.</param>
    /// <param name="summary">The host's summary.</param>
    /// <param name="own">Domains of the member.</param>
    /// <param name="idle">True when no task of the job is unfinished in the member's cluster.</param>
    /// <param name="now">The time; those of the host decide nothing here.</param>
    public static KusciaJob Follow(KusciaJob job, KusciaJobSummary summary, IReadOnlyList<string> own, bool idle, DateTimeOffset now)
    {
        KusciaJobStatus source = summary.Status ?? new KusciaJobStatus();
        bool current = JobCommand.VersionOf(summary.Metadata) >= JobCommand.VersionOf(job.Metadata);
        KusciaJobStatus target = CopyStages(job.Status ?? new KusciaJobStatus(), source, d => current && !own.Contains(d));
        job = Stages.ToJob(job, summary);
        if (target.CompletionTime is not null || !current)
        {
            return job with { Status = target };
        }

        target = CopyMaps(target, source, d => !own.Contains(d));
        bool refused = source.Phase == JobPhase.Failed && IsRefusal(source.Reason);

        // The host has ended the job and nothing runs here: waiting for more would last for ever.
        bool over = source.CompletionTime is not null && idle && IsFinal(source.Phase);
        return job with
        {
            Status = (refused || over) && !IsRestarting(job) && !IsEnding(job)
                ? target with { Phase = source.Phase, Reason = source.Reason, Message = source.Message, CompletionTime = over ? now : null }
                : target,
        };
    }

    private static bool IsRestarting(KusciaJob job) => job.Metadata.Label(WellKnownLabels.JobStage) == JobStage.Restart;

    // The own job controller is about to end it, in the words of the command.
    private static bool IsEnding(KusciaJob job) => job.Metadata.Label(WellKnownLabels.JobStage) is JobStage.Stop or JobStage.Cancel && !JobCommand.IsSettled(job);

    private static bool IsRestartAnswer(string? stage) => stage == JobStage.Succeeded(JobStage.Restart) || stage == JobStage.Failed(JobStage.Restart);

    private static bool IsFinal(string? phase) => phase is JobPhase.Succeeded or JobPhase.Failed or JobPhase.Cancelled or JobPhase.ApprovalReject;

    private static bool IsRefusal(string? reason) => reason is "ValidateFailed" or "CreateTaskFailed";

    private static KusciaJobStatus CopyMaps(KusciaJobStatus target, KusciaJobStatus source, Func<string, bool> filter)
    {
        IReadOnlyDictionary<string, string>? approvals = StatusMaps.Copy(target.ApproveStatus, source.ApproveStatus, filter);
        IReadOnlyDictionary<string, IReadOnlyList<PartyTaskStatus>>? created = StatusMaps.Copy(target.PartyTaskCreateStatus, source.PartyTaskCreateStatus, filter);
        bool same = ReferenceEquals(approvals, target.ApproveStatus) && ReferenceEquals(created, target.PartyTaskCreateStatus);
        return same ? target : target with { ApproveStatus = approvals, PartyTaskCreateStatus = created };
    }

    private static KusciaJobStatus CopyStages(KusciaJobStatus target, KusciaJobStatus source, Func<string, bool> filter)
    {
        IReadOnlyDictionary<string, string>? stages = StatusMaps.Copy(target.StageStatus, source.StageStatus, filter);
        return ReferenceEquals(stages, target.StageStatus) ? target : target with { StageStatus = stages };
    }
}
