using System.Security.Cryptography;
using Kuscia.Client.Informers;
using Kuscia.Client.Parties;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Data;
using Kuscia.Controllers.Durations;
using Kuscia.Controllers.Tasks;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Jobs;

/// <summary>Drives KusciaJobs in <c>cross-domain</c>.</summary>
public sealed partial class JobController : IController
{
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<KusciaJob> _jobs;
    private readonly IInformer<KusciaTask> _tasks;
    private readonly IInformer<AppImage> _images;
    private readonly IInformer<DomainData> _data;
    private readonly PartyDirectory _parties;
    private readonly IInformer<ClusterDomainRoute> _routes;
    private readonly PartnerSilence _silence;
    private readonly DataUseReader _dataUse;
    private readonly JobReconciler _reconciler;
    private readonly ReconcileLoop<string> _loop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public JobController(JobOptions options, IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _jobs = informers.For(Kinds.KusciaJob, WellKnownNames.CrossDomainNamespace);
        _tasks = informers.For(Kinds.KusciaTask, WellKnownNames.CrossDomainNamespace);
        _images = informers.For(Kinds.AppImage);
        _data = informers.For(Kinds.DomainData);
        _parties = new PartyDirectory(client, informers);
        _dataUse = new DataUseReader(client, informers, time);
        _routes = informers.For(Kinds.ClusterDomainRoute);
        _silence = new PartnerSilence(_routes, _parties, time);
        _reconciler = new JobReconciler(options, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
        _logger = loggers.CreateLogger("Kuscia.Controllers.Jobs");
        _loop = new ReconcileLoop<string>(Name, ReconcileAsync, time, _logger)
            .On(_jobs, job => job.Metadata.Name)
            .On(_tasks, task => task.Metadata.Annotation(WellKnownAnnotations.JobId))
            .On(_data, (old, _) => WakeWaiting(old is null))
            .On(_routes, WakeUnfinished);
    }

    /// <inheritdoc/>
    public string Name => "kuscia-job-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    // A table that appears may be the one that a new job waits for.
    private void WakeWaiting(bool appeared)
    {
        if (!appeared)
        {
            return;
        }

        foreach (KusciaJob job in _jobs.List())
        {
            if (job.Status?.Phase is null or "" or JobPhase.Initialized)
            {
                _loop.Add(job.Metadata.Name);
            }
        }
    }

    // A partner that falls silent, or is heard again, matters to every job that may wait for it.
    private void WakeUnfinished(ClusterDomainRoute? old, ClusterDomainRoute? current)
    {
        if (!PartnerSilence.Turned(old, current))
        {
            return;
        }

        foreach (KusciaJob job in _jobs.List().Where(j => j.Status is { CompletionTime: null, Phase: not JobPhase.Suspended }))
        {
            _loop.Add(job.Metadata.Name);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_jobs.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name)) is not { } job)
        {
            await RemoveTasksAsync(name, null, cancellationToken);
            return null;
        }

        await RemoveTasksAsync(name, job.Metadata.Uid, cancellationToken);
        JobOutcome outcome = _reconciler.Reconcile(await ViewAsync(job, cancellationToken), _time.GetUtcNow());
        return await ApplyAsync(job, outcome, cancellationToken);
    }

    private async Task<TimeSpan?> ApplyAsync(KusciaJob job, JobOutcome outcome, CancellationToken cancellationToken)
    {
        KusciaJob stored = await WriteObjectAsync(job, outcome.Job, cancellationToken);
        foreach (string task in outcome.Stop)
        {
            await StopAsync(task, cancellationToken);
        }

        foreach (string task in outcome.Delete)
        {
            await _client.DeleteAsync(Kinds.KusciaTask, new ResourceName(job.Metadata.Namespace, task), null, cancellationToken);
        }

        outcome = await CreateAsync(job, outcome, cancellationToken);
        KusciaJobStatus old = job.Status ?? new KusciaJobStatus();
        if (!ReferenceEquals(old, outcome.Status))
        {
            await _client.WriteAsync(Kinds.KusciaJob, stored, stored with { Status = outcome.Status }, "status", cancellationToken);
        }

        if (old.Phase != outcome.Status.Phase)
        {
            Log.Phase(_logger, job.Metadata.Name, outcome.Status.Phase, outcome.Status.Reason, outcome.Status.Message);
        }

        return outcome.RetryAfter;
    }

    // What the API does not take is said in the job; a task that exists already is a matter of a cache that is behind.
    private async Task<JobOutcome> CreateAsync(KusciaJob job, JobOutcome outcome, CancellationToken cancellationToken)
    {
        foreach (KusciaTask task in outcome.Create)
        {
            try
            {
                await _client.CreateAsync(Kinds.KusciaTask, task, cancellationToken);
                Log.TaskCreated(_logger, outcome.Job.Metadata.Name, task.Metadata.Name);
            }
            catch (ResourceException e) when (!e.IsAlreadyExists && !e.IsConflict)
            {
                return JobReconciler.NotCreated(job, outcome, task, e.Message, e.IsRefusal, _time.GetUtcNow());
            }
        }

        return outcome;
    }

    private async Task<KusciaJob> WriteObjectAsync(KusciaJob before, KusciaJob after, CancellationToken cancellationToken)
    {
        KusciaJob stored = await _client.WriteAsync(Kinds.KusciaJob, before, before with { Metadata = after.Metadata }, null, cancellationToken);
        return ReferenceEquals(before.Spec, after.Spec)
            ? stored
            : await JobTaskIds.WriteAsync(_client, stored, after.Spec?.Tasks ?? [], cancellationToken);
    }

    private Task<KusciaTask?> StopAsync(string task, CancellationToken cancellationToken) =>
        _client.UpdateAsync(
            Kinds.KusciaTask,
            new ResourceName(WellKnownNames.CrossDomainNamespace, task),
            t => TaskPhase.IsFinal(t.Status?.Phase) ? t : t with { Status = StoppedTask.End(t.Status ?? new KusciaTaskStatus(), d => _parties.Find(d).IsOwn) },
            "status",
            cancellationToken);

    private async Task RemoveTasksAsync(string job, string? keepUid, CancellationToken cancellationToken)
    {
        foreach (KusciaTask task in _tasks.ByAnnotation(WellKnownAnnotations.JobId).Of(job))
        {
            if (task.Metadata.Label(WellKnownLabels.Controller) == "kuscia-job" && task.Metadata.Label(WellKnownLabels.JobUid) != keepUid)
            {
                await _client.DeleteAsync(Kinds.KusciaTask, task.Identity, task.Metadata.Uid, cancellationToken);
            }
        }
    }

    private async Task<JobView> ViewAsync(KusciaJob job, CancellationToken cancellationToken)
    {
        IReadOnlyList<KusciaTaskTemplate> templates = job.Spec?.Tasks ?? [];
        Dictionary<string, PartyInfo> parties = [];
        foreach (string domain in templates.SelectMany(t => t.Parties ?? []).Select(p => p.DomainID ?? "").Append(job.Spec?.Initiator ?? "").Distinct())
        {
            parties[domain] = await _parties.FindFreshAsync(domain, cancellationToken);
        }

        Dictionary<string, AppImage?> images = [];
        foreach (string image in templates.Select(t => t.AppImage ?? "").Distinct())
        {
            ResourceName name = ResourceName.Cluster(image);
            images[image] = _images.Get(name) ?? (image.Length == 0 ? null : await _client.GetAsync(Kinds.AppImage, name, cancellationToken));
        }

        return new JobView
        {
            Job = job,
            Parties = parties,
            AppImages = images,
            Tasks = await TasksAsync(job, [.. templates.Select(t => t.TaskID ?? "")], cancellationToken),
            SilentSince = _silence.Among(parties.Keys),
            VisibleData = await VisibleDataAsync(job, cancellationToken),
            TakenTaskIds = TaskIdClaims.Of(job, _jobs.List()),
            DataFaults = await DataFaultsAsync(job, parties, cancellationToken),
        };
    }

    // A failure decides a job, and a cache may still hold the failed task that a restart has just deleted: the store tells.
    private async Task<IReadOnlyDictionary<string, KusciaTask>> TasksAsync(KusciaJob job, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        IEnumerable<KusciaTask> wanted = ids.Where(i => i.Length > 0).Select(i => _tasks.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, i))).OfType<KusciaTask>();
        Dictionary<string, KusciaTask> tasks = [];
        foreach (KusciaTask cached in _tasks.ByLabel(WellKnownLabels.JobUid).Of(job.Metadata.Uid).Concat(wanted).DistinctBy(t => t.Identity))
        {
            bool decides = cached.Status?.Phase == TaskPhase.Failed && job.Status?.Phase == JobPhase.Running;
            if ((decides ? await _client.GetAsync(Kinds.KusciaTask, cached.Identity, cancellationToken) : cached) is { } task)
            {
                tasks[task.Metadata.Name ?? ""] = task;
            }
        }

        return tasks;
    }

    // All tasks at once, before anything is asked or computed; a task looks again before it starts.
    private async Task<IReadOnlyList<string>> DataFaultsAsync(KusciaJob job, Dictionary<string, PartyInfo> parties, CancellationToken cancellationToken)
    {
        if (job.Status?.Phase is not (null or "" or JobPhase.Initialized))
        {
            return [];
        }

        List<string> faults = [];
        IReadOnlyList<KusciaTaskTemplate> templates = job.Spec?.Tasks ?? [];
        HashSet<string> made = [.. templates.SelectMany(t => DataNames.Of(t.TaskInputConfig).Outputs)];
        foreach (KusciaTaskTemplate template in templates)
        {
            DataUseView view = new()
            {
                Names = DataNames.Of(template.TaskInputConfig),
                Initiator = job.Spec?.Initiator ?? "",
                IsStartedHere = JobView.StartedHere(job, parties.GetValueOrDefault(job.Spec?.Initiator ?? "")?.IsPartner == true),
                OwnParties = [.. (template.Parties ?? []).Select(p => p.DomainID ?? "").Distinct().Where(d => parties.GetValueOrDefault(d)?.IsOwn == true)],
                Data = [],
                Grants = [],
                MadeByOthers = made,
            };
            faults.AddRange(await _dataUse.FaultsAsync(view, cancellationToken));
        }

        return faults;
    }

    // Only a job that is not validated yet needs to know the tables.
    private async Task<HashSet<string>> VisibleDataAsync(KusciaJob job, CancellationToken cancellationToken)
    {
        if (job.Status?.Phase is not (null or "" or JobPhase.Initialized))
        {
            return [];
        }

        HashSet<string> visible = [.. _data.List().Where(d => _parties.Find(d.Metadata.Namespace ?? "").IsOwn).Select(d => d.Metadata.Name ?? "")];
        IEnumerable<string> unseen = (job.Spec?.Tasks ?? []).SelectMany(t => TaskInputs.Inputs(t.TaskInputConfig)).Where(d => !visible.Contains(d)).Distinct();
        if (unseen.Any())
        {
            ResourceList<DomainData> stored = await _client.ListAsync(Kinds.DomainData, null, ListOptions.All, cancellationToken);
            visible.UnionWith(stored.Items.Where(d => _parties.Find(d.Metadata.Namespace ?? "").IsOwn).Select(d => d.Metadata.Name ?? ""));
        }

        return visible;
    }
}
