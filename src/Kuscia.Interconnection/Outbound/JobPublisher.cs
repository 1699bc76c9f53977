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
    private readonly IResourceClient _client;
    private readonly IInformer<KusciaJob> _jobs;
    private readonly IInformer<KusciaJobSummary> _summaries;
    private readonly PartyDirectory _parties;
    private readonly ReconcileLoop<string> _loop;
    private readonly TimeProvider _time;
    private readonly PartnerShares _shares;

    public JobPublisher(IResourceClient client, InformerSet informers, TimeProvider time, ILogger logger)
    {
        _client = client;
        _time = time;
        _shares = new PartnerShares(client, time, logger);
        _jobs = informers.For(Kinds.KusciaJob);
        _summaries = informers.For(Kinds.KusciaJobSummary);
        _parties = new PartyDirectory(client, informers);
        _loop = new ReconcileLoop<string>("interconn-jobs-out", ReconcileAsync, time, logger)
            .On(_jobs, job => job.Metadata.Name)
            .On(_summaries, summary => summary.Metadata.Name);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        KusciaJob? job = _jobs.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name));
        IReadOnlyDictionary<string, IReadOnlyList<string>> mailboxes = job is not null && Mailboxes.IsHosted(job.Metadata)
            ? Mailboxes.Of(job.Metadata, _parties)
            : new Dictionary<string, IReadOnlyList<string>>();
        await RemoveAsync(name, job, mailboxes, cancellationToken);
        TimeSpan? next = null;
        foreach ((string mailbox, IReadOnlyList<string> parties) in mailboxes)
        {
            // Each partner by itself: one that cannot be served, or has taken too much, keeps no other waiting.
            (PartnerShare share, IResourceClient client) = _shares.Of(mailbox);
            if (share.Wait() is { } wait)
            {
                next = next < wait ? next : wait;
            }
            else
            {
                job = job is null ? null : await SyncAsync(client, job, mailbox, parties, cancellationToken);
            }
        }

        return next;
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
        await CreateAsync(client, Kinds.KusciaJobSummary, JobSummarySync.Create(job, mailbox, parties, _time.GetUtcNow()), cancellationToken);
        await CreateAsync(client, Kinds.KusciaJob.AsJson(), JobMirror.Build(original, job, mailbox, parties), cancellationToken);
        ILogger told = _shares.Of(mailbox).Share.Logger;
        Log.Published(told, job.Metadata.Name, mailbox);
    }

    private static async Task CreateAsync<T>(IResourceClient client, ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource
    {
        try
        {
            await client.CreateAsync(kind, resource, cancellationToken);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            // Made in an earlier pass; a stale one is removed by the next pass.
        }
    }

    // Mailbox objects of a job that is gone, was replaced by another of its name, or no longer has that partner.
    private async Task RemoveAsync(
        string name, KusciaJob? job, IReadOnlyDictionary<string, IReadOnlyList<string>> mailboxes, CancellationToken cancellationToken)
    {
        foreach (KusciaJobSummary summary in _summaries.ByName().Of(name).Where(s => IsStale(s.Metadata, job, mailboxes)))
        {
            await _client.DeleteAsync(Kinds.KusciaJob, summary.Identity, null, cancellationToken);
            await _client.DeleteAsync(Kinds.KusciaJobSummary, summary.Identity, summary.Metadata.Uid, cancellationToken);
            ILogger told = _shares.Of(summary.Metadata.Namespace ?? "").Share.Logger;
            Log.Withdrawn(told, name, summary.Metadata.Namespace);
        }

        foreach (KusciaJob mirror in _jobs.ByName().Of(name).Where(j => IsMirror(j.Metadata) && IsStale(j.Metadata, job, mailboxes)))
        {
            await _client.DeleteAsync(Kinds.KusciaJob, mirror.Identity, mirror.Metadata.Uid, cancellationToken);
        }
    }

    private static bool IsMirror(ObjectMeta metadata) =>
        metadata.Namespace != WellKnownNames.CrossDomainNamespace && metadata.Annotation(WellKnownAnnotations.Initiator) is not null;

    private bool IsStale(ObjectMeta mailed, KusciaJob? job, IReadOnlyDictionary<string, IReadOnlyList<string>> mailboxes)
    {
        bool partner = _parties.Find(mailed.Namespace ?? "").IsPartner;
        bool current = job is not null && mailboxes.ContainsKey(mailed.Namespace ?? "") && !InterconnectionAnnotations.IsOfAnother(mailed, job.Metadata);
        return partner && !current;
    }
}
