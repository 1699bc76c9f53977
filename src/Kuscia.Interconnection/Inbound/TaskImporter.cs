using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Interconnection.Summaries;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Member side of tasks: learns task ids, exchanges reservations and results through the host's summaries.</summary>
internal sealed class TaskImporter
{
    private readonly HostLink _link;
    private readonly Arrivals _arrivals;
    private readonly IResourceClient _local;
    private readonly IInformer<KusciaJob> _jobs;
    private readonly IInformer<KusciaTask> _tasks;
    private readonly Reservations _resources;
    private readonly ReconcileLoop<string> _loop;
    private readonly TimeProvider _time;

    public TaskImporter(HostLink link, Arrivals arrivals, IResourceClient local, InformerSet informers, TimeProvider time, ILogger logger)
    {
        _link = link;
        _arrivals = arrivals;
        _local = local;
        _time = time;
        _jobs = informers.For(Kinds.KusciaJob);
        _tasks = informers.For(Kinds.KusciaTask, WellKnownNames.CrossDomainNamespace);
        _resources = new Reservations(informers);
        _loop = new ReconcileLoop<string>($"interconn-tasks-in-{link.Host}", ReconcileAsync, time, logger)
            .On(link.TaskSummaries, summary => summary.Metadata.Name)
            .On(_tasks, task => JobOf(task.Metadata.Annotation(WellKnownAnnotations.JobId)) is null ? null : task.Metadata.Name)
            .On(_jobs, (_, job) => WakeSummaries(job?.Metadata));
        _resources.Wake(_loop);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    // A summary may arrive before the copy of its job does.
    private void WakeSummaries(ObjectMeta? job)
    {
        if (job?.Namespace == WellKnownNames.CrossDomainNamespace && _link.Owns(job))
        {
            foreach (KusciaTaskSummary summary in _link.TaskSummaries.IndexBy("job", s => s.Spec?.JobID).Of(job.Name))
            {
                _loop.Add(summary.Metadata.Name);
            }
        }
    }

    private KusciaJob? JobOf(string? name) =>
        name is not null && _jobs.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name)) is { } job && _link.Owns(job.Metadata) ? job : null;

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_link.Share.Wait() is { } wait)
        {
            return wait;
        }

        KusciaTaskSummary? summary = _link.TaskSummaries.Get(new ResourceName(_link.Member, name));
        KusciaTask? task = _tasks.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name));
        if (summary is null || !HostLink.IsMeant(summary.Metadata))
        {
            await RemoveAsync(task, cancellationToken);
            return null;
        }

        if (JobOf(summary.Spec?.JobID) is not { } job || !ForeignText.IsLabelValue(summary.Metadata.Uid))
        {
            return null;
        }

        // A task of that name that another job has made is none of this host's business.
        task = task is not null && IsOf(task, job) ? task : null;
        bool another = task?.Metadata.Annotation(InterconnectionAnnotations.MailboxUid) is var bound && bound is not null && bound != summary.Metadata.Uid;
        if (IsOver(job) && (task is null || another))
        {
            await DeclineAsync(job, summary, FailureReasons.Over, cancellationToken);
            return null;
        }

        if (task is null)
        {
            await AdoptIdAsync(job, summary, cancellationToken);
            return null;
        }

        return await SyncAsync(task, summary, cancellationToken);
    }

    private static bool IsOf(KusciaTask task, KusciaJob job) =>
        task.Metadata.Label(WellKnownLabels.JobUid) == job.Metadata.Uid && task.Metadata.Annotation(WellKnownAnnotations.JobId) == job.Metadata.Name;

    private static bool IsOver(KusciaJob job) =>
        job.Status is { CompletionTime: not null, Phase: JobPhase.Succeeded or JobPhase.Cancelled or JobPhase.ApprovalReject };

    // The host starts a task of a job that is over here for good; it hears so at once instead of waiting for the reservation.
    private async Task DeclineAsync(KusciaJob job, KusciaTaskSummary summary, string message, CancellationToken cancellationToken)
    {
        // A later job of the same name may have taken its place: the store tells.
        if (summary.Status?.CompletionTime is not null || await _local.GetAsync(Kinds.KusciaJob, job.Identity, cancellationToken) is not { } stored || stored.Metadata.Uid != job.Metadata.Uid)
        {
            return;
        }

        IReadOnlyList<string> own = _arrivals.OwnParties(job);
        List<PartyTaskStatus> parts = [.. (job.Spec?.Tasks ?? []).Where(t => t.Alias == summary.Spec?.Alias).SelectMany(t => t.Parties ?? [])
            .Where(p => own.Contains(p.DomainID ?? ""))
            .Select(p => new PartyTaskStatus { DomainID = p.DomainID, Role = p.Role ?? "", Phase = TaskPhase.Failed, Message = message })];
        KusciaTaskSummary declined = TaskSummarySync.Answer(summary, new KusciaTask { Status = new KusciaTaskStatus { PartyTaskStatus = parts } }, own);
        await _link.Client.WriteAsync(Kinds.KusciaTaskSummary, summary, declined, null, cancellationToken);
    }

    // The host's task is gone: so is ours, if it ever belonged to it; but a job that is over keeps what it has.
    private async Task RemoveAsync(KusciaTask? task, CancellationToken cancellationToken)
    {
        KusciaJob? job = JobOf(task?.Metadata.Annotation(WellKnownAnnotations.JobId));
        bool mine = task?.Metadata.Annotation(InterconnectionAnnotations.MailboxUid) is not null && job is not null && IsOf(task, job) && !IsOver(job);
        if (task is null || !mine)
        {
            return;
        }

        KusciaTaskSummary? stored = await _link.Client.GetAsync(Kinds.KusciaTaskSummary, new ResourceName(_link.Member, task.Metadata.Name ?? ""), cancellationToken);
        if (stored is null)
        {
            await _local.DeleteAsync(Kinds.KusciaTask, task.Identity, task.Metadata.Uid, cancellationToken);
        }
    }

    private async Task AdoptIdAsync(KusciaJob job, KusciaTaskSummary summary, CancellationToken cancellationToken)
    {
        List<KusciaTaskTemplate> templates = [.. job.Spec?.Tasks ?? []];
        int at = templates.FindIndex(t => t.Alias == PrintableLine.Of(summary.Spec?.Alias));
        if (at < 0 || !string.IsNullOrEmpty(templates[at].TaskID) || summary.Status?.CompletionTime is not null)
        {
            return;
        }

        bool usable = ForeignText.IsTaskId(summary.Metadata.Name) && !templates.Exists(t => t.TaskID == summary.Metadata.Name);
        if (!usable)
        {
            await DeclineAsync(job, summary, FailureReasons.NotStarted, cancellationToken);
        }
        else
        {
            await JobTaskId.WriteAsync(_local, job, at, summary.Metadata.Name ?? "", cancellationToken);
        }
    }

    private async Task<TimeSpan?> SyncAsync(KusciaTask task, KusciaTaskSummary summary, CancellationToken cancellationToken)
    {
        string? bound = task.Metadata.Annotation(InterconnectionAnnotations.MailboxUid);
        if (bound is null && summary.Status?.CompletionTime is not null)
        {
            // The summary of an earlier run of that name; the host is about to replace it.
            return null;
        }

        if (bound is null)
        {
            task = await BindAsync(task, summary, cancellationToken);
        }
        else if (bound != summary.Metadata.Uid)
        {
            await _local.DeleteAsync(Kinds.KusciaTask, task.Identity, task.Metadata.Uid, cancellationToken);
            return null;
        }

        IReadOnlyList<string> own = _arrivals.OwnParties(task);
        KusciaTaskSummary stored = await AnswerAsync(task, ForeignSummaries.Read(summary, task), own, cancellationToken);
        stored = ForeignSummaries.Read(stored, task);
        await _local.WriteAsync(Kinds.KusciaTask, task, TaskSummarySync.Follow(task, stored, own), "status", cancellationToken);
        foreach (TaskResource resource in Resources(task, own))
        {
            if (ResourceEntries.Find(stored, resource) is { } entry)
            {
                TaskResourceStatus? status = ResourceSync.Follow(resource, entry, _time.GetUtcNow());
                await _local.WriteAsync(Kinds.TaskResource, resource, resource with { Status = status }, null, cancellationToken);
            }
        }

        return null;
    }

    private Task<KusciaTask> BindAsync(KusciaTask task, KusciaTaskSummary summary, CancellationToken cancellationToken) =>
        _local.WriteAsync(
            Kinds.KusciaTask,
            task,
            task with
            {
                Metadata = task.Metadata with
                {
                    Annotations = new Dictionary<string, string>(task.Metadata.Annotations ?? new Dictionary<string, string>())
                    {
                        [InterconnectionAnnotations.MailboxUid] = summary.Metadata.Uid ?? "",
                    },
                },
            },
            null,
            cancellationToken);

    private async Task<KusciaTaskSummary> AnswerAsync(KusciaTask task, KusciaTaskSummary summary, IReadOnlyList<string> own, CancellationToken cancellationToken)
    {
        if (summary.Status?.CompletionTime is not null)
        {
            return summary;
        }

        KusciaTaskSummary answered = TaskSummarySync.Answer(summary, task, own);
        foreach (TaskResource resource in Resources(task, own))
        {
            if (ResourceEntries.Find(answered, resource) is { } entry && ResourceSync.Answer(entry, resource) is { } next && !ReferenceEquals(next, entry))
            {
                answered = ResourceEntries.With(answered, resource.Metadata.Namespace ?? "", next);
            }
        }

        return await _link.Client.WriteAsync(Kinds.KusciaTaskSummary, summary, answered, null, cancellationToken);
    }

    private List<TaskResource> Resources(KusciaTask task, IReadOnlyList<string> own) => [.. _resources.Of(task).Where(r => own.Contains(r.Metadata.Namespace ?? ""))];
}
