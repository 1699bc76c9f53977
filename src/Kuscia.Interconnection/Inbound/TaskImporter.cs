using Kuscia.Interconnection.Summaries;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Informers;
using Kuscia.Runtime.Queues;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Member side of tasks: learns task ids, exchanges reservations and results through the host's summaries.</summary>
internal sealed class TaskImporter
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    private readonly HostLink _link;
    private readonly IResourceClient _local;
    private readonly IInformer<KusciaJob> _jobs;
    private readonly IInformer<KusciaTask> _tasks;
    private readonly IInformer<TaskResource> _resources;
    private readonly WorkQueue<string> _queue;
    private readonly TimeProvider _time;

    public TaskImporter(HostLink link, IResourceClient local, InformerSet informers, TimeProvider time, ILogger logger)
    {
        _link = link;
        _local = local;
        _time = time;
        _jobs = informers.For(Kinds.KusciaJob);
        _tasks = informers.For(Kinds.KusciaTask, WellKnownNames.CrossDomainNamespace);
        _resources = informers.For(Kinds.TaskResource);
        _queue = new WorkQueue<string>($"interconn-tasks-in-{link.Host}", ReconcileAsync, new WorkQueueOptions(), time, logger);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _link.TaskSummaries.Subscribe((old, current) => _queue.Add((current ?? old)?.Metadata.Name ?? ""));
        _tasks.Subscribe((old, current) => WakeTask((current ?? old)?.Metadata));
        _resources.Subscribe((old, current) => WakeResource((current ?? old)?.Metadata));
        _jobs.Subscribe((_, current) => WakeSummaries(current?.Metadata));
        await _queue.RunAsync(cancellationToken);
    }

    private void WakeTask(ObjectMeta? task)
    {
        if (JobOf(task?.Annotation(WellKnownAnnotations.JobId)) is not null)
        {
            _queue.Add(task?.Name ?? "");
        }
    }

    private void WakeResource(ObjectMeta? resource)
    {
        if (resource?.Annotation(WellKnownAnnotations.TaskId) is { Length: > 0 } task && resource.Label(WellKnownLabels.InterconnProtocolType) == "kuscia")
        {
            _queue.Add(task);
        }
    }

    // A summary may arrive before the copy of its job does.
    private void WakeSummaries(ObjectMeta? job)
    {
        if (job?.Namespace == WellKnownNames.CrossDomainNamespace && _link.Owns(job))
        {
            foreach (KusciaTaskSummary summary in _link.TaskSummaries.List().Where(s => s.Spec?.JobID == job.Name))
            {
                _queue.Add(summary.Metadata.Name ?? "");
            }
        }
    }

    private KusciaJob? JobOf(string? name) =>
        name is not null && _jobs.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name)) is { } job && _link.Owns(job.Metadata) ? job : null;

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        KusciaTaskSummary? summary = _link.TaskSummaries.Get(new ResourceName(_link.Member, name));
        KusciaTask? task = _tasks.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name));
        try
        {
            if (summary is null || !HostLink.IsMeant(summary.Metadata))
            {
                await RemoveAsync(task, cancellationToken);
                return null;
            }

            if (JobOf(summary.Spec?.JobID) is not { } job)
            {
                return null;
            }

            if (task is null)
            {
                await AdoptIdAsync(job, summary, cancellationToken);
                return null;
            }

            return await SyncAsync(task, summary, cancellationToken);
        }
        catch (ResourceException e) when (e.IsConflict || e.IsNotFound || e.IsAlreadyExists)
        {
            return Soon;
        }
    }

    // The host's task is gone: so is ours, if it ever belonged to it.
    private async Task RemoveAsync(KusciaTask? task, CancellationToken cancellationToken)
    {
        bool mine = task?.Metadata.Annotation(InterconnectionAnnotations.MailboxUid) is not null && JobOf(task.Metadata.Annotation(WellKnownAnnotations.JobId)) is not null;
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
        int at = (job.Spec?.Tasks ?? []).ToList().FindIndex(t => t.Alias == summary.Spec?.Alias);
        if (at >= 0 && string.IsNullOrEmpty(job.Spec?.Tasks?[at].TaskID) && summary.Status?.CompletionTime is null)
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

        IReadOnlyList<string> own = PartyNames.Split(task.Metadata.Annotation(WellKnownAnnotations.InterconnSelfParties));
        KusciaTaskSummary stored = await AnswerAsync(task, summary, own, cancellationToken);
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

    private List<TaskResource> Resources(KusciaTask task, IReadOnlyList<string> own) =>
        [.. _resources.List().Where(r => r.Metadata.Annotation(WellKnownAnnotations.TaskId) == task.Metadata.Name && own.Contains(r.Metadata.Namespace ?? ""))];
}
