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

/// <summary>Host side of jobs: mirror and summary in the mailbox of every partner, and the partners' answers back into the job.</summary>
internal sealed partial class JobPublisher
{
    private readonly IInformer<KusciaJob> _jobs;
    private readonly IInformer<KusciaJobSummary> _summaries;
    private readonly PartyDirectory _parties;
    private readonly ReconcileLoop<string> _loop;
    private readonly TimeProvider _time;
    private readonly PartnerShares _shares;
    private readonly MailboxDelivery _delivery;

    public JobPublisher(IResourceClient client, InformerSet informers, TimeProvider time, ILogger logger)
    {
        _time = time;
        _shares = new PartnerShares(client, time, logger);
        _jobs = informers.For(Kinds.KusciaJob);
        _summaries = informers.For(Kinds.KusciaJobSummary);
        _parties = new PartyDirectory(client, informers);
        _delivery = new MailboxDelivery(client, _parties, _shares);
        _loop = new ReconcileLoop<string>("interconn-jobs-out", ReconcileAsync, time, logger)
            .On(_jobs, job => job.Metadata.Name)
            .On(_summaries, summary => summary.Metadata.Name);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        KusciaJob? job = _jobs.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name));
        IReadOnlyDictionary<string, IReadOnlyList<string>> mailboxes = _delivery.MailboxesOf(job?.Metadata);
        await _delivery.RemoveAsync(
            (Kinds.KusciaJob, _jobs.ByName().Of(name)), (Kinds.KusciaJobSummary, _summaries.ByName().Of(name)), m => _delivery.IsStale(m, job?.Metadata, mailboxes),
            (told, mailbox) => Log.Withdrawn(told, name, mailbox), cancellationToken);
        return await _delivery.ServeAsync(mailboxes, job, (client, hosted, mailbox, parties) => SyncAsync(client, hosted, mailbox, parties, cancellationToken));
    }

    private async Task<KusciaJob> SyncAsync(IResourceClient client, KusciaJob job, string mailbox, IReadOnlyList<string> parties, CancellationToken cancellationToken)
    {
        KusciaJobSummary? summary = _summaries.Get(new ResourceName(mailbox, job.Metadata.Name ?? ""));
        if (summary is not null && InterconnectionAnnotations.IsOfAnother(summary.Metadata, job.Metadata))
        {
            // Of an earlier job of that name, and just removed: its going brings the next pass.
            return job;
        }

        // Every pass makes sure of both: a node may have ended between the two.
        if (summary is null || _jobs.Get(summary.Identity) is null)
        {
            await PublishAsync(client, job, mailbox, parties, cancellationToken);
        }

        if (summary is null)
        {
            return job;
        }

        summary = ForeignSummaries.Read(summary, job, mailbox, d => _parties.Find(d) is { IsPartner: true } p && p.Master == mailbox);
        KusciaJob collected = JobSummarySync.Collect(job, summary, parties);
        KusciaJob stored = await client.WriteAsync(Kinds.KusciaJob, job, collected with { Status = job.Status }, null, cancellationToken);
        stored = await client.WriteAsync(Kinds.KusciaJob, stored, stored with { Status = collected.Status }, "status", cancellationToken);
        KusciaJobSummary published = SummaryTimes.Stamp(summary, JobSummarySync.Publish(summary, stored, parties), _time.GetUtcNow());
        await client.WriteAsync(Kinds.KusciaJobSummary, summary, published, null, cancellationToken);
        return stored;
    }

    private async Task PublishAsync(IResourceClient client, KusciaJob job, string mailbox, IReadOnlyList<string> parties, CancellationToken cancellationToken)
    {
        bool pointless = job.Status?.CompletionTime is not null || job.Metadata.Label(WellKnownLabels.JobStage) is JobStage.Stop or JobStage.Cancel;
        if (pointless || await client.GetAsync(Kinds.KusciaJob.AsJson(), job.Identity, cancellationToken) is not { } original)
        {
            return;
        }

        // The summary first: a member that sees the mirror finds its summary.
        await MailboxDelivery.PutAsync(client, Kinds.KusciaJobSummary, JobSummarySync.Create(job, mailbox, parties, _time.GetUtcNow()), cancellationToken);
        await MailboxDelivery.PutAsync(client, Kinds.KusciaJob.AsJson(), JobMirror.Build(original, job, mailbox, parties), cancellationToken);
        ILogger told = _shares.Of(mailbox).Share.Logger;
        Log.Published(told, job.Metadata.Name, mailbox);
    }
}
