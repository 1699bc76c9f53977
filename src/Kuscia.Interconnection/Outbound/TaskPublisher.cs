using Kuscia.Client.Informers;
using Kuscia.Client.Parties;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Interconnection.Peers;
using Kuscia.Interconnection.Summaries;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Outbound;

/// <summary>Host side of tasks: a summary in the mailbox of every partner, reservations and results both ways.</summary>
internal sealed class TaskPublisher
{
    private readonly IResourceClient _client;
    private readonly IInformer<KusciaTask> _tasks;
    private readonly IInformer<KusciaTaskSummary> _summaries;
    private readonly Reservations _resources;
    private readonly MailboxDelivery _delivery;
    private readonly ReconcileLoop<string> _loop;
    private readonly TimeProvider _time;

    public TaskPublisher(IResourceClient client, InformerSet informers, TimeProvider time, ILogger logger)
    {
        _client = client;
        _time = time;
        PartnerShares shares = new(client, time, logger);
        _tasks = informers.For(Kinds.KusciaTask, WellKnownNames.CrossDomainNamespace);
        _summaries = informers.For(Kinds.KusciaTaskSummary);
        _resources = new Reservations(informers);
        _delivery = new MailboxDelivery(client, new PartyDirectory(client, informers), shares);
        _loop = new ReconcileLoop<string>("interconn-tasks-out", ReconcileAsync, time, logger)
            .On(_tasks, task => task.Metadata.Name)
            .On(_summaries, summary => summary.Metadata.Name);
        _resources.Wake(_loop);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        KusciaTask? task = _tasks.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name));
        IReadOnlyDictionary<string, IReadOnlyList<string>> mailboxes = _delivery.MailboxesOf(task is not null && IsOfJob(task) ? task.Metadata : null);
        foreach (KusciaTaskSummary stale in _summaries.ByName().Of(name).Where(s => _delivery.IsStale(s.Metadata, task?.Metadata, mailboxes)))
        {
            await _client.DeleteAsync(Kinds.KusciaTaskSummary, stale.Identity, stale.Metadata.Uid, cancellationToken);
        }

        return await _delivery.ServeAsync(mailboxes, task, (client, hosted, mailbox, parties) => SyncAsync(client, hosted, mailbox, parties, cancellationToken));
    }

    private static bool IsOfJob(KusciaTask task) =>
        task.Metadata.Annotation(WellKnownAnnotations.JobId) is { Length: > 0 }
        && task.Metadata.Annotation(WellKnownAnnotations.TaskAlias) is { Length: > 0 };

    private async Task<KusciaTask> SyncAsync(IResourceClient client, KusciaTask task, string mailbox, IReadOnlyList<string> parties, CancellationToken cancellationToken)
    {
        if (_summaries.Get(new ResourceName(mailbox, task.Metadata.Name ?? "")) is not { } summary)
        {
            if (task.Status?.CompletionTime is null)
            {
                await client.CreateAsync(Kinds.KusciaTaskSummary, TaskSummarySync.Create(task, mailbox, parties, _time.GetUtcNow()), cancellationToken);
            }

            return task;
        }

        // One of an earlier run of the task, just removed, says nothing about this one: its going brings the next pass. When this one is over, only the own
        // task says.
        bool told = summary.Status?.CompletionTime is not null && task.Status?.CompletionTime is not null;
        if (told || InterconnectionAnnotations.IsOfAnother(summary.Metadata, task.Metadata))
        {
            return task;
        }

        summary = ForeignSummaries.Read(summary, task);
        KusciaTask collected = TaskSummarySync.Collect(task, summary, parties);
        KusciaTask stored = await client.WriteAsync(Kinds.KusciaTask, task, collected, "status", cancellationToken);
        KusciaTaskSummary published = TaskSummarySync.Publish(summary, stored, parties);
        foreach (TaskResource standIn in StandIns(task, parties))
        {
            published = PublishResource(published, standIn);
        }

        published = await client.WriteAsync(Kinds.KusciaTaskSummary, summary, SummaryTimes.Stamp(summary, published, _time.GetUtcNow()), null, cancellationToken);
        foreach (TaskResource standIn in StandIns(task, parties))
        {
            await CollectAsync(client, published, standIn, cancellationToken);
        }

        return stored;
    }

    private List<TaskResource> StandIns(KusciaTask task, IReadOnlyList<string> parties) =>
        [.. _resources.Of(task).Where(r => r.Metadata.Label(WellKnownLabels.InterconnProtocolType) == "kuscia" && parties.Contains(r.Metadata.Namespace ?? ""))];

    private static KusciaTaskSummary PublishResource(KusciaTaskSummary summary, TaskResource standIn)
    {
        SummaryResourceStatus? old = ResourceEntries.Find(summary, standIn);
        SummaryResourceStatus next = ResourceSync.Publish(old, standIn);
        return ReferenceEquals(old, next) ? summary : ResourceEntries.With(summary, standIn.Metadata.Namespace ?? "", next);
    }

    private async Task CollectAsync(IResourceClient client, KusciaTaskSummary summary, TaskResource standIn, CancellationToken cancellationToken)
    {
        if (ResourceEntries.Find(summary, standIn) is { } entry)
        {
            TaskResourceStatus? status = ResourceSync.Collect(standIn, entry, _time.GetUtcNow());
            await client.WriteAsync(Kinds.TaskResource, standIn, standIn with { Status = status }, null, cancellationToken);
        }
    }
}
