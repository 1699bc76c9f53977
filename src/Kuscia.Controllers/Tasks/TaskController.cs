using System.Security.Cryptography;
using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Durations;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Tasks;

/// <summary>Drives KusciaTasks in <c>cross-domain</c>: the own parties' ports, config maps, pods and services and the group of all parties.</summary>
public sealed partial class TaskController : IController
{
    // An object of an earlier task of that name is still going.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly TaskCaches _caches;
    private readonly TaskWriter _writer;
    private readonly TaskReconciler _reconciler;
    private readonly ReconcileLoop<string> _loop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public TaskController(TaskOptions options, IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _caches = new TaskCaches(client, informers, time);
        _writer = new TaskWriter(client);
        PortPool ports = new(options, RandomNumberGenerator.GetInt32, time);
        _reconciler = new TaskReconciler(options, (domain, count) => ports.Allocate(domain, count, _caches.PortsOf(domain)));
        _logger = loggers.CreateLogger("Kuscia.Controllers.Tasks");
        _loop = new ReconcileLoop<string>(Name, ReconcileAsync, time, _logger)
            .On(_caches.Tasks, task => task.Metadata.Name)
            .On(_caches.Pods, TaskOf)
            .On(_caches.Services, TaskOf)
            .On(_caches.Groups, TaskOf)
            .On(_caches.Routes, RouteChanged)
            .On(_caches.Nodes, (_, _) => WakeHindered())
            .On(_caches.Images, (_, _) => WakeHindered());
    }

    /// <inheritdoc/>
    public string Name => "kuscia-task-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private static string? TaskOf(Resource made) =>
        made.Metadata.Label(WellKnownLabels.TaskUid) is null ? null : made.Metadata.Annotation(WellKnownAnnotations.TaskId);

    private void RouteChanged(ClusterDomainRoute? old, ClusterDomainRoute? current)
    {
        WakeHindered();
        if (PartnerSilence.Turned(old, current))
        {
            foreach (KusciaTask task in _caches.Tasks.List().Where(t => t.Status is { CompletionTime: null, Phase: TaskPhase.Running }))
            {
                _loop.Add(task.Metadata.Name);
            }
        }
    }

    // What hindered a task may just have gone.
    private void WakeHindered()
    {
        foreach (KusciaTask task in _caches.Tasks.List())
        {
            if (task.Status is { CompletionTime: null } status && status.Conditions.Find("ResourceCreated")?.Status == "False")
            {
                _loop.Add(task.Metadata.Name);
            }
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        KusciaTask? task = _caches.Tasks.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name));
        foreach (string uid in _caches.StaleUids(name, task?.Metadata.Uid))
        {
            await RemoveStaleAsync(name, uid, cancellationToken);
        }

        if (task is null || IsIgnored(task))
        {
            return null;
        }

        TaskView view = await _caches.ViewAsync(task, cancellationToken);
        return await ApplyAsync(view, _reconciler.Reconcile(view, _time.GetUtcNow()), cancellationToken);
    }

    private static bool IsIgnored(KusciaTask task) =>
        task.Metadata.Annotations is not { Count: > 0 }
        || task.Metadata.Labels is not { Count: > 0 }
        || (task.Metadata.Label(WellKnownLabels.TaskUnschedulable) == "true" && task.Status?.Phase != TaskPhase.Failed);

    // A cache may know the objects before it knows the task: the store decides.
    private async Task RemoveStaleAsync(string name, string uid, CancellationToken cancellationToken)
    {
        KusciaTask? stored = await _client.GetAsync(Kinds.KusciaTask, new ResourceName(WellKnownNames.CrossDomainNamespace, name), cancellationToken);
        if (stored?.Metadata.Uid != uid)
        {
            await _writer.CleanAsync(name, uid, TaskCleanup.Deleted, cancellationToken);
            Log.Removed(_logger, name);
        }
    }

    private async Task<TimeSpan?> ApplyAsync(TaskView view, TaskOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Create is { } objects)
        {
            TaskCreation creation = await _writer.CreateAsync(view.Task, objects, cancellationToken);
            if (ReferenceEquals(creation, TaskCreation.Again))
            {
                return Soon;
            }

            outcome = creation.Problem is not { } problem ? outcome : _reconciler.Hindered(view, problem, creation.IsFinal, _time.GetUtcNow());
        }

        if (outcome.FailGroup)
        {
            await _writer.FailGroupAsync(view.Task, _time.GetUtcNow(), cancellationToken);
        }

        await _writer.CleanAsync(view.Task.Metadata.Name ?? "", view.Task.Metadata.Uid ?? "", outcome.Cleanup, cancellationToken);
        await _client.WriteAsync(Kinds.KusciaTask, view.Task, view.Task with { Status = outcome.Status }, "status", cancellationToken);
        if (view.Status.Phase != outcome.Status.Phase || view.Status.Message != outcome.Status.Message)
        {
            Log.Phase(_logger, view.Task.Metadata.Name, outcome.Status.Phase, outcome.Status.Message);
        }

        return outcome.RetryAfter;
    }
}
