using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Writes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Data;

/// <summary>Drives data grants: status, and the copies of data and grant that the grantee sees.</summary>
public sealed class DomainDataGrantController : IController
{
    private static readonly TimeSpan Resync = TimeSpan.FromMinutes(10);

    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<Domain> _domains;
    private readonly IInformer<DomainData> _data;
    private readonly IInformer<DomainDataGrant> _grants;
    private readonly InformerIndex<DomainDataGrant> _grantsOfData;
    private readonly InformerIndex<DomainDataGrant> _copiesOfGrants;
    private readonly InformerIndex<DomainData> _copiesOfData;
    private readonly TimeProvider _time;
    private readonly ReconcileLoop<ResourceName> _loop;
    private readonly ReconcileLoop<ResourceName> _grantCopies;
    private readonly ReconcileLoop<ResourceName> _dataCopies;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public DomainDataGrantController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _domains = informers.For(Kinds.Domain);
        _data = informers.For(Kinds.DomainData);
        _grants = informers.For(Kinds.DomainDataGrant);
        _grantsOfData = _grants.IndexBy("data", DataKey);
        _copiesOfGrants = _grants.ByLabel(WellKnownLabels.OwnerReferences);
        _copiesOfData = _data.ByLabel(WellKnownLabels.OwnerReferences);
        ILogger logger = loggers.CreateLogger<DomainDataGrantController>();
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, logger)
            .On(_domains, (_, _) => EnqueueAll())
            .On(_data, DataChanged)
            .On(_grants, GrantChanged);
        _grantCopies = new ReconcileLoop<ResourceName>($"{Name}-copies", CheckGrantCopyAsync, time, logger, workers: 1);
        _dataCopies = new ReconcileLoop<ResourceName>($"{Name}-data", CheckDataCopyAsync, time, logger, workers: 1);
    }

    /// <inheritdoc/>
    public string Name => "domaindatagrant_controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await Task.WhenAll(_loop.RunAsync(cancellationToken), _grantCopies.RunAsync(cancellationToken), _dataCopies.RunAsync(cancellationToken));
    }

    private void EnqueueAll()
    {
        foreach (DomainDataGrant grant in _grants.List())
        {
            _loop.Add(grant.Identity);
        }
    }

    // A partner fills its own namespace with what it likes, and each change must stay cheap: all is found by index, and only what lies with its author has copies to
    // look at.
    private void GrantChanged(DomainDataGrant? old, DomainDataGrant? current)
    {
        foreach (DomainDataGrant grant in ((DomainDataGrant?[])[old, current]).OfType<DomainDataGrant>())
        {
            _loop.Add(grant.Identity);
            if (grant.Metadata.Namespace != grant.Spec?.Author)
            {
                _grantCopies.Add(grant.Identity);
                continue;
            }

            foreach (DomainDataGrant copy in _copiesOfGrants.Of(grant.Metadata.Name).Where(c => c.Spec?.Author == grant.Spec?.Author))
            {
                _grantCopies.Add(copy.Identity);
            }

            EnqueueDataCopies(grant.Spec?.DomainDataID, grant.Spec?.Author);
        }
    }

    private void DataChanged(DomainData? old, DomainData? current)
    {
        foreach (DomainData data in ((DomainData?[])[old, current]).OfType<DomainData>())
        {
            if (data.Metadata.Namespace == data.Spec?.Author)
            {
                EnqueueDataCopies(data.Metadata.Name, data.Spec?.Author);
            }
            else
            {
                _dataCopies.Add(data.Identity);
            }

            // Those of a copy too: one that is deleted or changed is made anew.
            foreach (DomainDataGrant grant in _grantsOfData.Of(DataKey(data.Spec?.Author, data.Metadata.Name)))
            {
                _loop.Add(grant.Identity);
            }
        }
    }

    private void EnqueueDataCopies(string? original, string? author)
    {
        foreach (DomainData copy in _copiesOfData.Of(original).Where(c => c.Spec?.Author == author))
        {
            _dataCopies.Add(copy.Identity);
        }
    }

    // Only a grant that lies with its author is served.
    private static string? DataKey(DomainDataGrant grant) =>
        grant.Metadata.Namespace == grant.Spec?.Author ? DataKey(grant.Spec?.Author, grant.Spec?.DomainDataID) : null;

    private static string DataKey(string? author, string? id) => $"{author}/{id}";

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
            Original = _grants.Get(new ResourceName(grant.Spec?.Author, grant.Metadata.Label(WellKnownLabels.OwnerReferences) ?? grant.Metadata.Name ?? "")),
        };
        string destination = DomainDataGrantReconciler.Destination(grant.Spec ?? new DomainDataGrantSpec(), around.Grantee);
        around = around with { DestinationIsDomain = FindDomain(destination) is not null };
        DomainDataGrantOutcome outcome = DomainDataGrantReconciler.Reconcile(grant, around, _time.GetUtcNow());
        if (ObjectPatch.Between(Kinds.DomainDataGrant, grant, grant with { Metadata = outcome.Metadata }) is { } patch)
        {
            // The change comes back as an event and the rest is done then, on the newer version.
            await _client.PatchAsync(Kinds.DomainDataGrant, name, patch, null, cancellationToken);
            return null;
        }

        await WriteStatusAsync(grant, outcome, cancellationToken);
        await CopyAsync(outcome, cancellationToken);
        return outcome.NextLook is { } next && next < Resync ? next : Resync;
    }

    private async Task WriteStatusAsync(DomainDataGrant grant, DomainDataGrantOutcome outcome, CancellationToken cancellationToken)
    {
        if (grant.Status?.Phase != outcome.Phase || grant.Status?.Message != outcome.Message)
        {
            JsonObject patch = new() { ["status"] = new JsonObject { ["phase"] = outcome.Phase, ["message"] = outcome.Message } };
            await _client.PatchAsync(Kinds.DomainDataGrant, grant.Identity, patch, "status", cancellationToken);
        }
    }

    // The data first: who sees the grant shall find the data.
    private async Task CopyAsync(DomainDataGrantOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.DataCopy is { } data)
        {
            DomainData? existing = _data.Get(data.Identity);
            if (existing is null)
            {
                await _client.CreateAsync(Kinds.DomainData, data, cancellationToken);
            }
            else if (IsCopyOf(existing, existing.Spec?.Author, data, data.Spec?.Author)
                && ObjectPatch.Between(Kinds.DomainData, existing, existing with { Spec = data.Spec }) is { } patch)
            {
                await _client.PatchAsync(Kinds.DomainData, data.Identity, patch, null, cancellationToken);
            }
        }

        if (outcome.GrantCopy is { } grant)
        {
            DomainDataGrant? existing = _grants.Get(grant.Identity);
            if (existing is null)
            {
                await _client.CreateAsync(Kinds.DomainDataGrant, grant, cancellationToken);
            }
            else if (IsCopyOf(existing, existing.Spec?.Author, grant, grant.Spec?.Author)
                && ObjectPatch.Between(Kinds.DomainDataGrant, existing, existing with { Spec = grant.Spec }) is { } patch)
            {
                await _client.PatchAsync(Kinds.DomainDataGrant, grant.Identity, patch, null, cancellationToken);
            }
        }
    }

    // What the grantee has of that name by itself, or from somebody else, is not ours to change.
    private static bool IsCopyOf(Resource existing, string? author, Resource wanted, string? wantedAuthor) =>
        existing.Metadata.Label(WellKnownLabels.OwnerReferences) == wanted.Metadata.Name && author == wantedAuthor;

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
