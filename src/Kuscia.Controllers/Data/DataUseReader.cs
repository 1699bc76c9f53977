using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Data;

/// <summary>Reads from the store what a task's use of data is decided from: a cache may lack what was registered or granted a moment ago.</summary>
internal sealed class DataUseReader(IResourceClient client, InformerSet informers, TimeProvider time)
{
    private readonly IInformer<Domain> _domains = informers.For(Kinds.Domain);

    /// <summary>The faults of one task; the store is asked only when its config names data and a party runs here.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(DataUseView asked, CancellationToken cancellationToken)
    {
        if (!asked.Names.Any || asked.OwnParties.Count == 0)
        {
            return [];
        }

        List<DomainData> data = [];
        List<DomainDataGrant> grants = [];
        foreach (string domain in asked.OwnParties)
        {
            data.AddRange((await client.ListAsync(Kinds.DomainData, domain, ListOptions.All, cancellationToken)).Items);
            IEnumerable<DomainDataGrant> all = asked.IsStartedHere ? [] : (await client.ListAsync(Kinds.DomainDataGrant, domain, ListOptions.All, cancellationToken)).Items;
            Domain? author = _domains.Get(ResourceName.Cluster(domain));
            grants.AddRange(all.Where(g => g.Metadata.DeletionTimestamp is null && DomainDataGrantReconciler.IsInForce(g, author, time.GetUtcNow())));
        }

        return DataUse.Faults(asked with { Data = data, Grants = grants });
    }
}
