using System.Net;
using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Interconnection.Summaries;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Member side of jobs: copies a host's mirror, answers into the host's summary, follows what the host says.</summary>
internal sealed partial class JobImporter
{
    private readonly HostLink _link;
    private readonly Arrivals _arrivals;
    private readonly IResourceClient _local;
    private readonly IInformer<KusciaJob> _jobs;
    private readonly IInformer<KusciaTask> _tasks;
    private readonly ReconcileLoop<string> _loop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public JobImporter(HostLink link, Arrivals arrivals, IResourceClient local, InformerSet informers, TimeProvider time, ILogger logger)
    {
        _link = link;
        _arrivals = arrivals;
        _local = local;
        _time = time;
        _logger = logger;
        _jobs = informers.For(Kinds.KusciaJob);
        _tasks = informers.For(Kinds.KusciaTask, WellKnownNames.CrossDomainNamespace);
        _loop = new ReconcileLoop<string>($"interconn-jobs-in-{link.Host}", ReconcileAsync, time, logger)
            .On(link.Mirrors, mirror => mirror.Metadata.Name)
            .On(link.JobSummaries, summary => summary.Metadata.Name)
            .On(_jobs, CopyOf)
            .On(_tasks, task => task.Metadata.Annotation(WellKnownAnnotations.JobId) is { } name
                && _jobs.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name)) is { } job ? CopyOf(job) : null);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    private string? CopyOf(KusciaJob job) => job.Metadata.Namespace == WellKnownNames.CrossDomainNamespace && _link.Owns(job.Metadata) ? job.Metadata.Name : null;

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_link.Share.Wait() is { } wait)
        {
            return wait;
        }

        KusciaJob? mirror = _link.Mirrors.Get(new ResourceName(_link.Member, name));
        KusciaJobSummary? summary = _link.JobSummaries.Get(new ResourceName(_link.Member, name));
        KusciaJob? copy = _jobs.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name));
        mirror = mirror is not null && HostLink.IsMeant(mirror.Metadata) ? mirror : null;
        if (copy is null)
        {
            await ImportAsync(mirror, summary, cancellationToken);
        }
        else if (!_link.Owns(copy.Metadata))
        {
            await RefuseForeignAsync(mirror, summary, cancellationToken);
        }
        else
        {
            await SyncAsync(copy, mirror, summary, cancellationToken);
        }

        return null;
    }

    private async Task ImportAsync(KusciaJob? mirror, KusciaJobSummary? summary, CancellationToken cancellationToken)
    {
        if (mirror is null || summary is null || summary.Status?.CompletionTime is not null)
        {
            return;
        }

        Arrival<KusciaJob> arrival = await _arrivals.JobAsync(mirror, cancellationToken);
        if (arrival.Copy is not { } copy)
        {
            await RefuseAsync(summary, $"Validate job failed, {arrival.Refusal}", cancellationToken);
            return;
        }

        try
        {
            await _local.CreateAsync(Kinds.KusciaJob, copy, cancellationToken);
            Log.Imported(_logger, mirror.Metadata.Name, _link.Host);
        }
        catch (ResourceException e) when (e.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            Log.Refused(_logger, mirror.Metadata.Name, _link.Host, PrintableLine.Of(e.Message));
            await RefuseAsync(summary, $"create error: {(int)e.StatusCode} {e.Reason}", cancellationToken);
        }
    }

    private Task RefuseForeignAsync(KusciaJob? mirror, KusciaJobSummary? summary, CancellationToken cancellationToken) =>
        mirror is null || summary is null || summary.Status?.CompletionTime is not null || summary.Status?.Phase == JobPhase.Failed
            ? Task.CompletedTask
            : RefuseAsync(summary, $"a job named \"{mirror.Metadata.Name}\" of another origin exists in the cluster of {_link.Member}; choose another name", cancellationToken);

    private async Task RefuseAsync(KusciaJobSummary summary, string message, CancellationToken cancellationToken)
    {
        KusciaJobSummary refused = summary with
        {
            Status = (summary.Status ?? new KusciaJobStatus()) with
            {
                Phase = JobPhase.Failed,
                Reason = "ValidateFailed",
                Message = message,
                CompletionTime = _time.GetUtcNow(),
            },
        };
        await _link.Client.WriteAsync(Kinds.KusciaJobSummary, summary, refused, null, cancellationToken);
        Log.Refused(_logger, PrintableLine.Of(summary.Metadata.Name), _link.Host, message);
    }

    private async Task SyncAsync(KusciaJob copy, KusciaJob? mirror, KusciaJobSummary? summary, CancellationToken cancellationToken)
    {
        if (await _link.HasWithdrawnAsync(Kinds.KusciaJob, copy, mirror, cancellationToken))
        {
            await _local.DeleteAsync(Kinds.KusciaJob, copy.Identity, copy.Metadata.Uid, cancellationToken);
            Log.Removed(_logger, copy.Metadata.Name, _link.Host);
            return;
        }

        if (summary is null)
        {
            return;
        }

        IReadOnlyList<string> own = _arrivals.OwnParties(copy);
        summary = ForeignSummaries.Read(summary, copy, _link.Host, d => _arrivals.MayTrigger(copy, d));
        KusciaJobSummary answered = JobSummarySync.Answer(summary, copy, own, _link.Member);
        if (!ReferenceEquals(answered.Status, summary.Status) || answered.Spec != summary.Spec)
        {
            answered = WithPull(answered, copy);
        }

        await _link.Client.WriteAsync(Kinds.KusciaJobSummary, summary, answered, null, cancellationToken);
        bool idle = !_tasks.ByLabel(WellKnownLabels.JobUid).Of(copy.Metadata.Uid).Any(t => t.Status?.CompletionTime is null);
        KusciaJob followed = JobSummarySync.Follow(copy, summary, own, idle, _time.GetUtcNow());
        KusciaJob stored = await _local.WriteAsync(Kinds.KusciaJob, copy, followed with { Status = copy.Status }, null, cancellationToken);
        await _local.WriteAsync(Kinds.KusciaJob, stored, stored with { Status = followed.Status }, "status", cancellationToken);
    }

    private KusciaJobSummary WithPull(KusciaJobSummary summary, KusciaJob copy) => summary with
    {
        Metadata = summary.Metadata with
        {
            Annotations = new Dictionary<string, string>(summary.Metadata.Annotations ?? new Dictionary<string, string>())
            {
                [InterconnectionAnnotations.MemberPulled] = KubernetesTimeConverter.ToText(_time.GetUtcNow()),
                [InterconnectionAnnotations.MemberAnswer] = copy.Status?.Phase ?? JobPhase.Initialized,
            },
        },
    };
}
