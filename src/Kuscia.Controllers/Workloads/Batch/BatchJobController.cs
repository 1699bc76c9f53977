using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads.Batch;

/// <summary>Runs the pods of Jobs of the group <c>batch</c> and counts how they end.</summary>
public sealed class BatchJobController : IController
{
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<Job> _jobs;
    private readonly IInformer<Pod> _pods;
    private readonly InformerIndex<Pod> _podsOfNamespace;
    private readonly ReconcileLoop<ResourceName> _loop;
    private readonly ReconcileLoop<ResourceName> _orphans;
    private readonly TimeProvider _time;
    private readonly WorkloadEvents _events;
    private readonly PodWriter _writer;
    private readonly ConcurrentDictionary<ResourceName, (int Count, DateTimeOffset Last)> _failures = new();

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public BatchJobController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _events = new WorkloadEvents(client, Name, time);
        _writer = new PodWriter(client, Kinds.Job, _events, time);
        _jobs = informers.For(Kinds.Job);
        _pods = informers.For(Kinds.Pod);
        _podsOfNamespace = _pods.ByNamespace();
        ILogger logger = loggers.CreateLogger<BatchJobController>();
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, logger)
            .On(_jobs, job => job.Identity)
            .On(_pods, (old, current) => Add(current?.Metadata.ControllerOf(Kinds.Job) ?? old?.Metadata.ControllerOf(Kinds.Job)));
        _orphans = new ReconcileLoop<ResourceName>($"{Name}-orphans", LetGoAsync, time, logger, workers: 1)
            .On(_pods, OrphanChanged)
            .On(_jobs, JobGone);
    }

    /// <inheritdoc/>
    public string Name => "job-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await Task.WhenAll(_loop.RunAsync(cancellationToken), _orphans.RunAsync(cancellationToken));
    }

    private void Add(ResourceName? job)
    {
        if (job is { } name)
        {
            _loop.Add(name);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(ResourceName name, CancellationToken cancellationToken)
    {
        if (_jobs.Get(name) is not { } job)
        {
            _writer.Forget(name);
            _failures.TryRemove(name, out _);
            return null;
        }

        if (!string.IsNullOrEmpty(job.Spec?.ManagedBy) && job.Spec.ManagedBy != "kubernetes.io/job-controller")
        {
            return null;
        }

        if (_writer.Behind(name, n => _pods.Get(n)) is { } soon)
        {
            return soon;
        }

        BatchJobView view = new()
        {
            Job = job,
            Pods = [.. _podsOfNamespace.Of(name.Namespace).Where(p => p.Metadata.IsControlledBy(job)).OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)],
            Failures = _failures.GetValueOrDefault(name),
        };
        return await ApplyAsync(view, BatchJobReconciler.Reconcile(view, _time.GetUtcNow()), cancellationToken);
    }

    private async Task<TimeSpan?> ApplyAsync(BatchJobView view, BatchJobOutcome outcome, CancellationToken cancellationToken)
    {
        Job job = view.Job;
        if (outcome.Expire)
        {
            await _client.DeleteAsync(Kinds.Job, job.Identity, job.Metadata.Uid, cancellationToken);
            return null;
        }

        // The status first: what it names may be let go, and it is not written again over another round.
        await _client.WriteAsync(Kinds.Job, job, job with { Status = outcome.Status }, "status", cancellationToken);
        Remember(view, outcome);
        foreach (Pod pod in outcome.IsWithdrawal ? outcome.Release.Concat(outcome.Delete.Where(BatchPods.IsTracked)) : outcome.Release)
        {
            await ReleaseAsync(pod, cancellationToken);
        }

        (string Reason, string Message)? failure = await _writer.DeleteAsync(job, outcome.Delete, cancellationToken);
        foreach (int? index in failure is null ? outcome.Create : [])
        {
            failure ??= await _writer.CreateAsync(job, BatchPods.PodOf(job, index), cancellationToken);
        }

        await TellAsync(job, outcome.Status, cancellationToken);
        return failure is null ? outcome.RetryAfter : PodWriter.Later;
    }

    private void Remember(BatchJobView view, BatchJobOutcome outcome)
    {
        BatchCounts counts = new(view.Job, view.Pods);
        if (counts.NewSuccesses.Count > 0 || BatchConditions.Finished(view.Job with { Status = outcome.Status }) is not null)
        {
            _failures.TryRemove(view.Job.Identity, out _);
        }
        else if (counts.NewFailures.Count > 0)
        {
            _failures[view.Job.Identity] = (view.Failures.Count + counts.NewFailures.Count, _time.GetUtcNow());
        }
    }

    private Task TellAsync(Job job, JobStatus status, CancellationToken cancellationToken) =>
        BatchConditions.Finished(job) is not null || BatchConditions.Finished(job with { Status = status }) is not { } end ? Task.CompletedTask
        : end.Type == BatchConditions.Complete ? _events.NormalAsync(Kinds.Job, job, "Completed", "Job completed", cancellationToken)
        : _events.WarningAsync(Kinds.Job, job, end.Reason ?? "", end.Message ?? "", cancellationToken);

    // Pods whose Job is gone, or that were taken out of it, are counted by nobody.
    private void OrphanChanged(Pod? old, Pod? current)
    {
        if (current is not null && IsOrphan(current))
        {
            _orphans.Add(current.Identity);
        }
    }

    private void JobGone(Job? old, Job? current)
    {
        if (current is null && old is not null)
        {
            foreach (Pod pod in _podsOfNamespace.Of(old.Metadata.Namespace).Where(p => p.Metadata.IsControlledBy(old)))
            {
                _orphans.Add(pod.Identity);
            }
        }
    }

    private bool IsOrphan(Pod pod) => BatchPods.IsTracked(pod)
        && (pod.Metadata.ControllerOf(Kinds.Job) is not { } owner || _jobs.Get(owner) is not { } job || !pod.Metadata.IsControlledBy(job));

    private async Task<TimeSpan?> LetGoAsync(ResourceName name, CancellationToken cancellationToken)
    {
        // The cache may not know a new Job yet.
        if (_pods.Get(name) is not { } pod || !IsOrphan(pod)
            || (pod.Metadata.ControllerOf(Kinds.Job) is { } owner && await _client.GetAsync(Kinds.Job, owner, cancellationToken) is { } job && pod.Metadata.IsControlledBy(job)))
        {
            return null;
        }

        await ReleaseAsync(pod, cancellationToken);
        return null;
    }

    private async Task ReleaseAsync(Pod pod, CancellationToken cancellationToken)
    {
        JsonArray left = [.. (pod.Metadata.Finalizers ?? []).Where(f => f != BatchPods.Finalizer).Select(f => (JsonNode)f)];
        JsonObject patch = new()
        {
            ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid, ["resourceVersion"] = pod.Metadata.ResourceVersion, ["finalizers"] = left.Count == 0 ? null : left },
        };
        try
        {
            await _client.PatchAsync(Kinds.Pod, pod.Identity, patch, null, cancellationToken);
        }
        catch (ResourceException e) when (e.IsNotFound)
        {
            // It went by itself.
        }
    }
}
