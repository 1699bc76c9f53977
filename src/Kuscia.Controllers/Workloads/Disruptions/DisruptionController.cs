using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads.Disruptions;

/// <summary>Keeps in every PodDisruptionBudget how many of its pods may be evicted; evictions ask it.</summary>
public sealed class DisruptionController : IController
{
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<PodDisruptionBudget> _budgets;
    private readonly IInformer<ReplicaSet> _replicaSets;
    private readonly IInformer<Deployment> _deployments;
    private readonly IInformer<StatefulSet> _statefulSets;
    private readonly InformerIndex<PodDisruptionBudget> _budgetsOfNamespace;
    private readonly InformerIndex<Pod> _podsOfNamespace;
    private readonly ReconcileLoop<ResourceName> _loop;
    private readonly TimeProvider _time;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public DisruptionController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _budgets = informers.For(Kinds.PodDisruptionBudget);
        _replicaSets = informers.For(Kinds.ReplicaSet);
        _deployments = informers.For(Kinds.Deployment);
        _statefulSets = informers.For(Kinds.StatefulSet);
        IInformer<Pod> pods = informers.For(Kinds.Pod);
        _budgetsOfNamespace = _budgets.ByNamespace();
        _podsOfNamespace = pods.ByNamespace();
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, loggers.CreateLogger<DisruptionController>());
        _loop.On(_budgets, budget => budget.Identity).On(pods, PodChanged)
            .On(_deployments, (old, current) => NamespaceChanged(current ?? old))
            .On(_statefulSets, (old, current) => NamespaceChanged(current ?? old));
    }

    /// <inheritdoc/>
    public string Name => "disruption-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void PodChanged(Pod? old, Pod? current)
    {
        foreach (PodDisruptionBudget budget in _budgetsOfNamespace.Of((current ?? old)?.Metadata.Namespace))
        {
            if ((old is not null && Selects(budget, old)) || (current is not null && Selects(budget, current)))
            {
                _loop.Add(budget.Identity);
            }
        }
    }

    // The number that a workload asks for is what shares are taken of.
    private void NamespaceChanged(Resource? workload)
    {
        foreach (PodDisruptionBudget budget in _budgetsOfNamespace.Of(workload?.Metadata.Namespace))
        {
            _loop.Add(budget.Identity);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(ResourceName name, CancellationToken cancellationToken)
    {
        if (_budgets.Get(name) is not { } budget)
        {
            return null;
        }

        List<Pod> pods = [.. _podsOfNamespace.Of(name.Namespace).Where(p => !p.IsOver() && Selects(budget, p)).OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)];
        (PodDisruptionBudgetStatus status, TimeSpan? again) = DisruptionReconciler.Reconcile(budget, pods, Wanted(pods), _time.GetUtcNow());
        await _client.WriteAsync(Kinds.PodDisruptionBudget, budget, budget with { Status = status }, "status", cancellationToken);
        return again;
    }

    private int Wanted(IEnumerable<Pod> pods)
    {
        Dictionary<string, int> workloads = new(StringComparer.Ordinal);
        foreach (Pod pod in pods)
        {
            (string uid, int replicas) = Workload(pod);
            workloads[uid] = replicas;
        }

        return workloads.Values.Sum();
    }

    private (string Uid, int Replicas) Workload(Pod pod)
    {
        if (pod.Metadata.ControllerOf(Kinds.ReplicaSet) is { } name && _replicaSets.Get(name) is { } set)
        {
            return set.Metadata.ControllerOf(Kinds.Deployment) is { } owner && _deployments.Get(owner) is { } deployment
                ? (deployment.Metadata.Uid ?? "", deployment.Spec?.Replicas ?? 1)
                : (set.Metadata.Uid ?? "", set.Spec?.Replicas ?? 1);
        }

        return pod.Metadata.ControllerOf(Kinds.StatefulSet) is { } stateful && _statefulSets.Get(stateful) is { } numbered
            ? (numbered.Metadata.Uid ?? "", numbered.Spec?.Replicas ?? 1)
            : (pod.Metadata.Uid ?? "", 1);
    }

    private static bool Selects(PodDisruptionBudget budget, Pod pod) => budget.Spec?.Selector?.Compile().Matches(pod.Metadata.Labels) == true;
}
