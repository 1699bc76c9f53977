using Kuscia.Client.Informers;
using Kuscia.Client.Parties;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Durations;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Scheduling;

/// <summary>
/// Places the pods of engines. Every change of a pod, a TaskResource or a node starts a round over all pods that have no node; a round works on one
/// snapshot and in the order of the queue.
/// </summary>
public sealed partial class SchedulerController : IController
{
    private const string Round = "round";
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    private readonly SchedulerOptions _options;
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<Pod> _pods;
    private readonly IInformer<Node> _nodes;
    private readonly IInformer<TaskResource> _resources;
    private readonly PartyDirectory _parties;
    private readonly GangReconciler _reconciler;
    private readonly ReconcileLoop<string> _loop;
    private readonly TimeProvider _time;
    private readonly StartTimes _phases;
    private readonly ILogger _logger;

    // Nodes held or bound by pod uid; only the one worker touches it.
    private readonly Dictionary<string, string> _held = [];

    /// <summary>A scheduler that works once <see cref="RunAsync"/> is called.</summary>
    public SchedulerController(SchedulerOptions options, IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _client = client;
        _informers = informers;
        _time = time;
        _phases = new StartTimes(time);
        _pods = informers.For(Kinds.Pod);
        _nodes = informers.For(Kinds.Node);
        _resources = informers.For(Kinds.TaskResource);
        _parties = new PartyDirectory(client, informers);
        _reconciler = new GangReconciler(options);
        _logger = loggers.CreateLogger("Kuscia.Controllers.Scheduling");
        _loop = new ReconcileLoop<string>(Name, RoundAsync, time, _logger, workers: 1)
            .On(_pods, _ => Round)
            .On(_resources, ResourceChanged)
            .On(_nodes, _ => Round);
    }

    /// <inheritdoc/>
    public string Name => _options.SchedulerName;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private async Task<TimeSpan?> RoundAsync(string key, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<Pod> pods = _pods.List();
        Forget(pods);
        NodeSnapshot nodes = new(_nodes.List(), pods);
        foreach (Pod pod in pods.Where(p => string.IsNullOrEmpty(p.Spec?.NodeName)))
        {
            if (_held.TryGetValue(pod.Metadata.Uid ?? "", out string? node))
            {
                nodes.Take(node, ResourceAmounts.OfPod(pod));
            }
        }

        TimeSpan? next = null;
        foreach (PodGroup group in Groups(pods))
        {
            TimeSpan? again = await ScheduleAsync(group, nodes, cancellationToken);
            next = again is null || next < again ? next : again;
        }

        return next;
    }

    // A pod that is gone, or whose node the cache shows, is no longer held here.
    private void Forget(IReadOnlyCollection<Pod> pods)
    {
        HashSet<string> waiting = [.. pods.Where(p => string.IsNullOrEmpty(p.Spec?.NodeName)).Select(p => p.Metadata.Uid ?? "")];
        foreach (string uid in _held.Keys.Where(u => !waiting.Contains(u)).ToList())
        {
            _held.Remove(uid);
        }
    }

    private void ResourceChanged(TaskResource? old, TaskResource? current)
    {
        if (current is null && old is not null)
        {
            _phases.Forget(old.Identity.ToString());
        }

        _loop.Add(Round);
    }

    private IEnumerable<PodGroup> Groups(IReadOnlyCollection<Pod> pods)
    {
        List<Pod> mine = [.. pods.Where(p => (p.Spec?.SchedulerName == _options.SchedulerName || p.Spec?.SchedulerName == SchedulerOptions.DefaultScheduler)
            && p.Metadata.DeletionTimestamp is null
            && p.Status?.Phase is not ("Succeeded" or "Failed")
            && !_parties.Find(p.Metadata.Namespace ?? "").IsPartner)];
        return mine
            .GroupBy(p => (p.Metadata.Namespace, Resource: p.Metadata.Annotation(WellKnownAnnotations.TaskResource) ?? "pod/" + p.Metadata.Name))
            .Where(g => g.Key.Resource.Length > 0 && g.Any(p => string.IsNullOrEmpty(p.Spec?.NodeName)))
            .Select(Group)
            .OfType<PodGroup>()
            .OrderByDescending(g => g.Pending.Max(p => p.Spec?.Priority ?? 0))
            .ThenBy(g => g.Resource?.Metadata.CreationTimestamp ?? g.Pending[0].Metadata.CreationTimestamp)
            .ThenBy(g => g.Pending[0].Identity.ToString(), StringComparer.Ordinal);
    }

    private PodGroup? Group(IGrouping<(string? Namespace, string Resource), Pod> pods)
    {
        List<Pod> pending = [.. pods.Where(p => string.IsNullOrEmpty(p.Spec?.NodeName)).OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)];
        int assigned = pods.Count() - pending.Count;
        if (pods.Key.Resource.StartsWith("pod/", StringComparison.Ordinal))
        {
            // A pod of nobody's gang: treated as a gang of one that may start at once.
            TaskResource alone = new()
            {
                Spec = new TaskResourceSpec { MinReservedPods = 1 },
                Status = new TaskResourceStatus { Phase = TaskResourcePhase.Schedulable },
            };
            return new PodGroup { Resource = alone, Pending = pending, Assigned = assigned };
        }

        TaskResource? resource = _resources.Get(new ResourceName(pods.Key.Namespace, pods.Key.Resource));
        List<Pod> linked = [.. pending.Where(p => p.Metadata.Label(WellKnownLabels.TaskResourceUid) == resource?.Metadata.Uid)];
        DateTimeOffset? since = resource?.Status?.LastTransitionTime is { } transition ? _phases.Of(resource.Identity.ToString(), transition) : null;
        return resource is null || linked.Count == 0 ? null : new PodGroup { Resource = resource, Pending = linked, Assigned = assigned, Since = since };
    }

    private async Task<TimeSpan?> ScheduleAsync(PodGroup group, NodeSnapshot nodes, CancellationToken cancellationToken)
    {
        PodGroupDecision decision = _reconciler.Decide(group, _held, nodes, _time.GetUtcNow());
        try
        {
            await ApplyAsync(group, decision, cancellationToken);
            return decision.RetryAfter;
        }
        catch (ResourceException e) when (e.IsConflict || e.IsNotFound)
        {
            // The cache was behind; what is held stays held for the next round.
            return Soon;
        }
    }

    private async Task ApplyAsync(PodGroup group, PodGroupDecision decision, CancellationToken cancellationToken)
    {
        foreach (Pod pod in group.Pending)
        {
            string uid = pod.Metadata.Uid ?? "";
            _held.Remove(uid);
            if (decision.Hold.TryGetValue(uid, out string? node))
            {
                _held[uid] = node;
            }
        }

        if (decision.Status is { } status && group.Resource is { } resource)
        {
            await _client.WriteAsync(Kinds.TaskResource, resource, resource with { Status = status }, null, cancellationToken);
            Log.Resource(_logger, resource.Identity, status.Phase, status.Conditions.Find(status.Phase ?? "")?.Reason);
        }

        foreach (Pod pod in group.Pending)
        {
            string uid = pod.Metadata.Uid ?? "";
            if (decision.Refusals.TryGetValue(uid, out string? refusal))
            {
                await MarkAsync(pod, false, "Unschedulable", refusal, cancellationToken);
            }
            else if (decision.Bind && decision.Hold.TryGetValue(uid, out string? node))
            {
                await BindAsync(pod, node, cancellationToken);
            }
        }
    }

    private async Task BindAsync(Pod pod, string node, CancellationToken cancellationToken)
    {
        Binding binding = new()
        {
            ApiVersion = "v1",
            Kind = "Binding",
            Metadata = new ObjectMeta { Name = pod.Metadata.Name, Namespace = pod.Metadata.Namespace, Uid = pod.Metadata.Uid },
            Target = new ObjectReference { ApiVersion = "v1", Kind = "Node", Name = node },
        };
        if (pod.Status?.Conditions.Find("PodScheduled")?.Status == "False")
        {
            await MarkAsync(pod, true, null, null, cancellationToken);
        }

        await _client.PostAsync(Kinds.Pod, pod.Identity, "binding", binding, ModelJsonContext.Default.Binding, cancellationToken);
        Log.Bound(_logger, pod.Identity, node);
    }

    private async Task MarkAsync(Pod pod, bool scheduled, string? reason, string? message, CancellationToken cancellationToken)
    {
        PodStatus status = pod.Status ?? new PodStatus { Phase = "Pending" };
        IReadOnlyList<Condition> conditions = status.Conditions.With("PodScheduled", scheduled, reason, message, _time.GetUtcNow());
        if (!ReferenceEquals(conditions, status.Conditions))
        {
            await _client.WriteAsync(Kinds.Pod, pod, pod with { Status = status with { Conditions = conditions } }, "status", cancellationToken);
            Log.Refused(_logger, pod.Identity, message);
        }
    }
}
