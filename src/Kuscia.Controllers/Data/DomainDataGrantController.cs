using System.Text.Json.Nodes;
using Kuscia.Controllers.Routes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Informers;
using Kuscia.Runtime.Queues;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Data;

/// <summary>Drives data grants: status, and the copies of data and grant that the grantee sees.</summary>
public sealed class DomainDataGrantController : IController
{
    private static readonly TimeSpan Resync = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);

    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<Domain> _domains;
    private readonly IInformer<DomainData> _data;
    private readonly IInformer<DomainDataGrant> _grants;
    private readonly TimeProvider _time;
    private readonly WorkQueue<ResourceName> _queue;
    private readonly WorkQueue<ResourceName> _grantCopies;
    private readonly WorkQueue<ResourceName> _dataCopies;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public DomainDataGrantController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _domains = informers.For(Kinds.Domain);
        _data = informers.For(Kinds.DomainData);
        _grants = informers.For(Kinds.DomainDataGrant);
        ILogger logger = loggers.CreateLogger<DomainDataGrantController>();
        _queue = new WorkQueue<ResourceName>(Name, ReconcileAsync, new WorkQueueOptions(), time, logger);
        _grantCopies = new WorkQueue<ResourceName>($"{Name}-copies", CheckGrantCopyAsync, new WorkQueueOptions { Workers = 1 }, time, logger);
        _dataCopies = new WorkQueue<ResourceName>($"{Name}-data", CheckDataCopyAsync, new WorkQueueOptions { Workers = 1 }, time, logger);
    }

    /// <inheritdoc/>
    public string Name => "domaindatagrant_controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        _domains.Subscribe((_, _) => EnqueueAll());
        _data.Subscribe(DataChanged);
        _grants.Subscribe(GrantChanged);
        await Task.WhenAll(_queue.RunAsync(cancellationToken), _grantCopies.RunAsync(cancellationToken), _dataCopies.RunAsync(cancellationToken));
    }

    private void EnqueueAll()
    {
        foreach (DomainDataGrant grant in _grants.List())
        {
            _queue.Add(grant.Identity);
        }
    }

    private void GrantChanged(DomainDataGrant? old, DomainDataGrant? current)
    {
        foreach (DomainDataGrant grant in ((DomainDataGrant?[])[old, current]).OfType<DomainDataGrant>())
        {
            _queue.Add(grant.Identity);
            string? author = grant.Spec?.Author;
            EnqueueCopies(_grantCopies, _grants.List().Where(g => g.Spec?.Author == author), grant.Metadata.Name);
            EnqueueCopies(_dataCopies, _data.List().Where(d => d.Spec?.Author == author), grant.Spec?.DomainDataID);
        }
    }

    private void DataChanged(DomainData? old, DomainData? current)
    {
        foreach (DomainData data in ((DomainData?[])[old, current]).OfType<DomainData>())
        {
            _dataCopies.Add(data.Identity);
            EnqueueCopies(_dataCopies, _data.List().Where(d => d.Spec?.Author == data.Spec?.Author), data.Metadata.Name);
            foreach (DomainDataGrant grant in _grants.List().Where(g => g.Spec?.DomainDataID == data.Metadata.Name && g.Spec?.Author == data.Spec?.Author))
            {
                _queue.Add(grant.Identity);
            }
        }
    }

    private static void EnqueueCopies(WorkQueue<ResourceName> queue, IEnumerable<Resource> candidates, string? original)
    {
        foreach (Resource copy in candidates.Where(c => c.Metadata.Label(WellKnownLabels.OwnerReferences) == original))
        {
            queue.Add(copy.Identity);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(ResourceName name, CancellationToken cancellationToken)
    {
        if (_grants.Get(name) is not { } grant || grant.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        DomainDataGrantNeighbours around = new()
        {
            Author = FindDomain(grant.Spec?.Author ?? ""),
            Grantee = FindDomain(grant.Spec?.GrantDomain ?? ""),
            Data = _data.Get(new ResourceName(grant.Spec?.Author, grant.Spec?.DomainDataID ?? "")),
        };
        DomainDataGrantPlan plan = DomainDataGrantReconciler.Reconcile(grant, around, _time.GetUtcNow());
        try
        {
            if (ObjectPatch.Between(Kinds.DomainDataGrant, grant, grant with { Metadata = plan.Metadata }) is { } patch)
            {
                // The change comes back as an event and the rest is done then, on the newer version.
                await _client.PatchAsync(Kinds.DomainDataGrant, name, patch, null, cancellationToken);
                return Soon;
            }

            await WriteStatusAsync(grant, plan, cancellationToken);
            await CopyAsync(plan, cancellationToken);
            return plan.NextLook is { } next && next < Resync ? next : Resync;
        }
        catch (ResourceException e) when (e.IsConflict || e.IsNotFound || e.IsAlreadyExists)
        {
            return Soon;
        }
    }

    private async Task WriteStatusAsync(DomainDataGrant grant, DomainDataGrantPlan plan, CancellationToken cancellationToken)
    {
        if (grant.Status?.Phase != plan.Phase || grant.Status?.Message != plan.Message)
        {
            JsonObject patch = new() { ["status"] = new JsonObject { ["phase"] = plan.Phase, ["message"] = plan.Message } };
            await _client.PatchAsync(Kinds.DomainDataGrant, grant.Identity, patch, "status", cancellationToken);
        }
    }

    // The data first: who sees the grant shall find the data.
    private async Task CopyAsync(DomainDataGrantPlan plan, CancellationToken cancellationToken)
    {
        if (plan.DataCopy is { } data)
        {
            DomainData? existing = _data.Get(data.Identity);
            if (existing is null)
            {
                await _client.CreateAsync(Kinds.DomainData, data, cancellationToken);
            }
            else if (existing.Metadata.Label(WellKnownLabels.OwnerReferences) == data.Metadata.Name
                && ObjectPatch.Between(Kinds.DomainData, existing, existing with { Spec = data.Spec }) is { } patch)
            {
                await _client.PatchAsync(Kinds.DomainData, data.Identity, patch, null, cancellationToken);
            }
        }

        if (plan.GrantCopy is { } grant)
        {
            DomainDataGrant? existing = _grants.Get(grant.Identity);
            if (existing is null)
            {
                await _client.CreateAsync(Kinds.DomainDataGrant, grant, cancellationToken);
            }
            else if (ObjectPatch.Between(Kinds.DomainDataGrant, existing, existing with { Spec = grant.Spec }) is { } patch)
            {
                await _client.PatchAsync(Kinds.DomainDataGrant, grant.Identity, patch, null, cancellationToken);
            }
        }
    }

    private async Task<TimeSpan?> CheckGrantCopyAsync(ResourceName name, CancellationToken cancellationToken)
    {
        if (_grants.Get(name) is not { } copy || !DataCopies.IsOwnCopy(copy, copy.Spec?.Author, FindDomain(copy.Spec?.Author ?? "")))
        {
            return null;
        }

        ResourceName source = new(copy.Spec?.Author, copy.Metadata.Label(WellKnownLabels.OwnerReferences) ?? "");
        DomainDataGrant? original = await _client.GetAsync(Kinds.DomainDataGrant, source, cancellationToken);
        if (DataCopies.IsStale(copy, original, FindDomain(copy.Spec?.GrantDomain ?? "")))
        {
            await _client.DeleteAsync(Kinds.DomainDataGrant, name, copy.Metadata.Uid, cancellationToken);
        }

        return null;
    }

    private async Task<TimeSpan?> CheckDataCopyAsync(ResourceName name, CancellationToken cancellationToken)
    {
        if (_data.Get(name) is not { } copy || !DataCopies.IsOwnCopy(copy, copy.Spec?.Author, FindDomain(copy.Spec?.Author ?? "")))
        {
            return null;
        }

        string author = copy.Spec?.Author ?? "";
        ResourceName source = new(author, copy.Metadata.Label(WellKnownLabels.OwnerReferences) ?? "");
        DomainData? original = await _client.GetAsync(Kinds.DomainData, source, cancellationToken);
        ResourceList<DomainDataGrant> grants = await _client.ListAsync(Kinds.DomainDataGrant, author, ListOptions.All, cancellationToken);
        if (DataCopies.IsStale(copy, original, grants.Items, FindDomain))
        {
            await _client.DeleteAsync(Kinds.DomainData, name, copy.Metadata.Uid, cancellationToken);
        }

        return null;
    }

    private Domain? FindDomain(string name) => name.Length == 0 ? null : _domains.Get(ResourceName.Cluster(name));
}
