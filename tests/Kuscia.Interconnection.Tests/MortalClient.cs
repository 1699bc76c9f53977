using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Client.Resources;
using Kuscia.Model.Meta;

namespace Kuscia.Interconnection.Tests;

/// <summary>The way of a process to an API. When its life is over nothing more goes out and nothing comes back, as after kill -9.</summary>
internal sealed class MortalClient(IResourceClient inner, Lifetime life) : IResourceClient
{
    public async Task<T?> GetAsync<T>(ResourceKind<T> kind, ResourceName name, CancellationToken cancellationToken)
        where T : Resource
    {
        await LiveAsync(cancellationToken);
        return await inner.GetAsync(kind, name, cancellationToken);
    }

    public async Task<ResourceList<T>> ListAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource
    {
        await LiveAsync(cancellationToken);
        return await inner.ListAsync(kind, @namespace, options, cancellationToken);
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceKind<T> kind, string? @namespace, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Resource
    {
        await foreach (WatchEvent<T> change in inner.WatchAsync(kind, @namespace, options, cancellationToken))
        {
            await LiveAsync(cancellationToken);
            yield return change;
        }
    }

    public Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => WriteAsync(() => inner.CreateAsync(kind, resource, cancellationToken), cancellationToken);

    public Task<T> PatchAsync<T>(ResourceKind<T> kind, ResourceName name, JsonNode mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : Resource => WriteAsync(() => inner.PatchAsync(kind, name, mergePatch, subresource, cancellationToken), cancellationToken);

    public Task<T> ReplaceAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => WriteAsync(() => inner.ReplaceAsync(kind, resource, cancellationToken), cancellationToken);

    public Task<bool> DeleteAsync<T>(ResourceKind<T> kind, ResourceName name, string? uid, CancellationToken cancellationToken)
        where T : Resource => WriteAsync(() => inner.DeleteAsync(kind, name, uid, cancellationToken), cancellationToken);

    public Task<TBody> PostAsync<T, TBody>(
        ResourceKind<T> kind, ResourceName name, string subresource, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
        where T : Resource
        where TBody : Resource =>
        WriteAsync(() => inner.PostAsync(kind, name, subresource, body, bodyType, cancellationToken), cancellationToken);

    private async Task<TAnswer> WriteAsync<TAnswer>(Func<Task<TAnswer>> write, CancellationToken cancellationToken)
    {
        if (!life.MayWrite())
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        try
        {
            return await write();
        }
        finally
        {
            life.Wrote();
            await LiveAsync(cancellationToken);
        }
    }

    private Task LiveAsync(CancellationToken cancellationToken) =>
        life.IsOver ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken) : Task.CompletedTask;
}
