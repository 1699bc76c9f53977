using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Client.Resources;
using Kuscia.Model.Meta;

namespace Kuscia.Interconnection.Peers;

/// <summary>The own API; what is written through it is counted against the share of the partner that made us write.</summary>
internal sealed class CountingClient(IResourceClient inner, PartnerShare share) : IResourceClient
{
    public Task<T?> GetAsync<T>(ResourceKind<T> kind, ResourceName name, CancellationToken cancellationToken)
        where T : Resource => inner.GetAsync(kind, name, cancellationToken);

    public Task<ResourceList<T>> ListAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource => inner.ListAsync(kind, @namespace, options, cancellationToken);

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource => inner.WatchAsync(kind, @namespace, options, cancellationToken);

    public async Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => Counted(kind, await inner.CreateAsync(kind, resource, cancellationToken), values: 1);

    public async Task<T> PatchAsync<T>(ResourceKind<T> kind, ResourceName name, JsonNode mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : Resource => Counted(kind, await inner.PatchAsync(kind, name, mergePatch, subresource, cancellationToken), values: 2);

    public async Task<T> ReplaceAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => Counted(kind, await inner.ReplaceAsync(kind, resource, cancellationToken), values: 2);

    public Task<bool> DeleteAsync<T>(ResourceKind<T> kind, ResourceName name, string? uid, CancellationToken cancellationToken)
        where T : Resource
    {
        share.Count(0);
        return inner.DeleteAsync(kind, name, uid, cancellationToken);
    }

    public Task<TBody> PostAsync<T, TBody>(
        ResourceKind<T> kind, ResourceName name, string subresource, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
        where T : Resource
        where TBody : Resource
    {
        share.Count(0);
        return inner.PostAsync(kind, name, subresource, body, bodyType, cancellationToken);
    }

    // The store keeps the old value beside the new one.
    private T Counted<T>(ResourceKind<T> kind, T stored, int values)
        where T : Resource
    {
        share.Count(values * (long)JsonSerializer.SerializeToUtf8Bytes(stored, kind.TypeInfo).Length);
        return stored;
    }
}
