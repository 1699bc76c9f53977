using Kuscia.ApiServer.Limits;
using Kuscia.ApiServer.Objects;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Resources;

/// <summary>All verbs on stored objects, wired to one store. HTTP and the modules of this process call the same ones.</summary>
internal sealed class ResourceVerbs : IDisposable
{
    private readonly NamespaceLimits _limits;

    /// <summary>Verbs over a store with the given admission.</summary>
    public ResourceVerbs(ResourceStore store, KindCatalog catalog, IReadOnlyList<IAdmission> admission, TimeProvider time)
    {
        AdmissionChain chain = new(admission);
        Store = store;
        Catalog = catalog;
        ServiceAddresses addresses = new(store);
        Namespaces = new NamespaceRules(store, catalog);
        List = new ListVerb(store);
        Watch = new WatchVerb(store, List, time);
        _limits = new NamespaceLimits(store, catalog);
        Create = new CreateVerb(store, chain, Namespaces, _limits, addresses, time);
        Update = new UpdateVerb(store, chain, Create, addresses, time);
        Patch = new PatchVerb(Update, Create, store, time);
        Delete = new DeleteVerb(store, chain, time);
        DeleteCollection = new DeleteCollectionVerb(List, Delete);
    }

    public ResourceStore Store { get; }
    public KindCatalog Catalog { get; }
    public NamespaceRules Namespaces { get; }
    public ListVerb List { get; }
    public WatchVerb Watch { get; }
    public CreateVerb Create { get; }
    public UpdateVerb Update { get; }
    public PatchVerb Patch { get; }
    public DeleteVerb Delete { get; }
    public DeleteCollectionVerb DeleteCollection { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Namespaces.Dispose();
        _limits.Dispose();
    }
}
