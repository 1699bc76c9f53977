using Kuscia.Client.Informers;
using Kuscia.Client.Parties;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Jobs;

/// <summary>Says in the status of jobs, tasks and deployments outside <c>cross-domain</c> that nothing acts on them there.</summary>
/// <remarks>In the namespace of a partner the copies that the partner pulls are left alone; they carry the parties they are for.</remarks>
public sealed class MisplacedController : IController
{
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<KusciaJob> _jobs;
    private readonly IInformer<KusciaTask> _tasks;
    private readonly IInformer<KusciaDeployment> _deployments;
    private readonly PartyDirectory _parties;
    private readonly ReconcileLoop<(string Kind, ResourceName Name)> _loop;
    private readonly TimeProvider _time;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public MisplacedController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _jobs = informers.For(Kinds.KusciaJob);
        _tasks = informers.For(Kinds.KusciaTask);
        _deployments = informers.For(Kinds.KusciaDeployment);
        _parties = new PartyDirectory(client, informers);
        _loop = new ReconcileLoop<(string, ResourceName)>(Name, ReconcileAsync, time, loggers.CreateLogger<MisplacedController>(), workers: 1)
            .On(_jobs, (_, job) => Look(Kinds.KusciaJob, job))
            .On(_tasks, (_, task) => Look(Kinds.KusciaTask, task))
            .On(_deployments, (_, deployment) => Look(Kinds.KusciaDeployment, deployment));
    }

    /// <inheritdoc/>
    public string Name => "misplaced-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void Look(ResourceKind kind, Resource? current)
    {
        if (current is not null && current.Metadata.Namespace != WellKnownNames.CrossDomainNamespace)
        {
            _loop.Add((kind.Kind, current.Identity));
        }
    }

    private async Task<TimeSpan?> ReconcileAsync((string Kind, ResourceName Name) key, CancellationToken cancellationToken)
    {
        PartyInfo party = await _parties.FindFreshAsync(key.Name.Namespace ?? "", cancellationToken);
        await (key.Kind switch
        {
            "KusciaJob" => WriteAsync(Kinds.KusciaJob, _jobs.Get(key.Name), party, cancellationToken),
            "KusciaTask" => WriteAsync(Kinds.KusciaTask, _tasks.Get(key.Name), party, cancellationToken),
            _ => WriteAsync(Kinds.KusciaDeployment, _deployments.Get(key.Name), party, cancellationToken),
        });
        return null;
    }

    private static bool IsCopyFor(PartyInfo party, Resource resource) =>
        party.IsPartner && resource.Metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties) is not null;

    private async Task WriteAsync<T>(ResourceKind<T> kind, T? misplaced, PartyInfo party, CancellationToken cancellationToken)
        where T : Resource
    {
        if (misplaced is { Metadata.DeletionTimestamp: null } && !IsCopyFor(party, misplaced) && MisplacedStatus.Of(kind.Kind, misplaced, _time.GetUtcNow()) is { } told)
        {
            await _client.WriteAsync(kind, misplaced, (T)told, "status", cancellationToken);
        }
    }
}
