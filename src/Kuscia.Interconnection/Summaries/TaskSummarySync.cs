using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>What flows between a task and its summary, in both clusters (specification, control plane §4.3, steps 11, 20 and 21).</summary>
internal static class TaskSummarySync
{
    /// <summary>Host: the summary of a new task for one partner.</summary>
    public static KusciaTaskSummary Create(KusciaTask task, string mailbox, IReadOnlyList<string> parties, DateTimeOffset now) => Publish(
        new KusciaTaskSummary
        {
            ApiVersion = Kinds.KusciaTaskSummary.ApiVersion,
            Kind = Kinds.KusciaTaskSummary.Kind,
            Metadata = new ObjectMeta
            {
                Name = task.Metadata.Name,
                Namespace = mailbox,
                Annotations = new Dictionary<string, string>
                {
                    [WellKnownAnnotations.Initiator] = task.Spec?.Initiator ?? "",
                    [WellKnownAnnotations.InterconnKusciaParties] = PartyNames.Join(parties),
                    [InterconnectionAnnotations.HostUid] = task.Metadata.Uid ?? "",
                },
            },
            Spec = new KusciaTaskSummarySpec
            {
                Alias = task.Metadata.Annotation(WellKnownAnnotations.TaskAlias) ?? "",
                JobID = task.Metadata.Annotation(WellKnownAnnotations.JobId) ?? "",
            },
            Status = new KusciaTaskSummaryStatus { StartTime = now },
        },
        task,
        parties);

    /// <summary>Host: the summary brought up to date with the task. Of the partner's own parties only a failure is told.</summary>
    public static KusciaTaskSummary Publish(KusciaTaskSummary summary, KusciaTask task, IReadOnlyList<string> parties)
    {
        KusciaTaskSummaryStatus target = summary.Status ?? new KusciaTaskSummaryStatus();
        KusciaTaskStatus source = task.Status ?? new KusciaTaskStatus();
        bool IsTold(PartyTaskStatus p) => !parties.Contains(p.DomainID ?? "") || (p.Phase == TaskPhase.Failed && source.CompletionTime is not null);
        (string? reason, string? message) = StatusForPartners.Of(source);
        return summary with
        {
            Status = target with
            {
                Phase = source.Phase,
                Reason = reason,
                Message = message,
                PartyTaskStatus = Copy(target.PartyTaskStatus, source.PartyTaskStatus?.Where(IsTold).Select(StatusForPartners.Of), p => parties.Contains(p.DomainID ?? "")),
                CompletionTime = source.CompletionTime,
            },
        };
    }

    /// <summary>Host: the task with the partner's results.</summary>
    public static KusciaTask Collect(KusciaTask task, KusciaTaskSummary summary, IReadOnlyList<string> parties)
    {
        KusciaTaskStatus status = task.Status ?? new KusciaTaskStatus();
        return status.CompletionTime is not null
            ? task
            : With(task, status, Copy(status.PartyTaskStatus, summary.Status?.PartyTaskStatus?.Where(p => parties.Contains(p.DomainID ?? "")), _ => true));
    }

    /// <summary>Member: the summary with the results of the own domains.</summary>
    public static KusciaTaskSummary Answer(KusciaTaskSummary summary, KusciaTask task, IReadOnlyList<string> own)
    {
        KusciaTaskSummaryStatus target = summary.Status ?? new KusciaTaskSummaryStatus();
        IEnumerable<PartyTaskStatus>? mine = task.Status?.PartyTaskStatus?.Where(p => own.Contains(p.DomainID ?? "")).Select(StatusForPartners.Of);
        IReadOnlyList<PartyTaskStatus>? parties = Copy(target.PartyTaskStatus, mine, _ => true);
        return ReferenceEquals(parties, target.PartyTaskStatus) ? summary : summary with { Status = target with { PartyTaskStatus = parties } };
    }

    /// <summary>Member: the task with the results of everybody else; of the own domains only a failure is accepted.</summary>
    public static KusciaTask Follow(KusciaTask task, KusciaTaskSummary summary, IReadOnlyList<string> own)
    {
        KusciaTaskStatus status = task.Status ?? new KusciaTaskStatus();
        bool Accepted(PartyTaskStatus p) => !own.Contains(p.DomainID ?? "") || p.Phase == TaskPhase.Failed;
        return status.CompletionTime is not null
            ? task
            : With(task, status, Copy(status.PartyTaskStatus, summary.Status?.PartyTaskStatus?.Where(Accepted), p => own.Contains(p.DomainID ?? "")));
    }

    private static KusciaTask With(KusciaTask task, KusciaTaskStatus status, IReadOnlyList<PartyTaskStatus>? parties) =>
        ReferenceEquals(parties, status.PartyTaskStatus) ? task : task with { Status = status with { PartyTaskStatus = parties } };

    // A result that is final where the filter says so is not overwritten; the same instance comes back when nothing changes.
    private static IReadOnlyList<PartyTaskStatus>? Copy(
        IReadOnlyList<PartyTaskStatus>? target, IEnumerable<PartyTaskStatus>? source, Func<PartyTaskStatus, bool> sticky)
    {
        List<PartyTaskStatus>? changed = null;
        foreach (PartyTaskStatus party in source ?? [])
        {
            List<PartyTaskStatus> list = changed ?? [.. target ?? []];
            int at = list.FindIndex(p => p.DomainID == party.DomainID && (p.Role ?? "") == (party.Role ?? ""));
            bool kept = at >= 0 && (list[at] == party || (sticky(party) && TaskPhase.IsFinal(list[at].Phase)));
            if (kept)
            {
                continue;
            }

            changed = list;
            if (at >= 0)
            {
                changed[at] = party;
            }
            else
            {
                changed.Add(party);
            }
        }

        return changed ?? target;
    }
}
