using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Client.Resources;
using Kuscia.Model.Meta;

namespace Kuscia.Interconnection.Tests;

/// <summary>A way to an API on which the watch events of single kinds can be held back, to force the order in which a cluster hears of changes.</summary>
internal sealed class HeldWatches(IResourceClient inner) : IResourceClient
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;

    /// <summary>Completes when the last of the watches that were open has ended.</summary>
    public Task Left => _left.Task;

    public void Hold<T>(ResourceKind<T> kind)
        where T : Resource => _held[kind.Plural] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release<T>(ResourceKind<T> kind)
        where T : Resource
    {
        if (_held.TryRemove(kind.Plural, out TaskCompletionSource? gate))
        {
            gate.SetResult();
        }
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceKind<T> kind, string? @namespace, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Resource
    {
        Interlocked.Increment(ref _open);
        try
        {
            await foreach (WatchEvent<T> change in inner.WatchAsync(kind, @namespace, options, cancellationToken))
            {
                if (_held.TryGetValue(kind.Plural, out TaskCompletionSource? gate))
                {
                    await gate.Task.WaitAsync(cancellationToken);
                }

                yield return change;
            }
        }
        finally
        {
            if (Interlocked.Decrement(ref _open) == 0)
            {
                _left.TrySetResult();
            }
        }
    }

    public Task<T?> GetAsync<T>(ResourceKind<T> kind, ResourceName name, CancellationToken cancellationToken)
        where T : Resource => inner.GetAsync(kind, name, cancellationToken);

    public Task<ResourceList<T>> ListAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource => inner.ListAsync(kind, @namespace, options, cancellationToken);

    public Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => inner.CreateAsync(kind, resource, cancellationToken);

    public Task<T> PatchAsync<T>(ResourceKind<T> kind, ResourceName name, JsonNode mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : Resource => inner.PatchAsync(kind, name, mergePatch, subresource, cancellationToken);

    public Task<T> ReplaceAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => inner.ReplaceAsync(kind, resource, cancellationToken);

    public Task<bool> DeleteAsync<T>(ResourceKind<T> kind, ResourceName name, string? uid, CancellationToken cancellationToken)
        where T : Resource => inner.DeleteAsync(kind, name, uid, cancellationToken);

    public Task<TBody> PostAsync<T, TBody>(
        ResourceKind<T> kind, ResourceName name, string subresource, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
        where T : Resource
        where TBody : Resource => inner.PostAsync(kind, name, subresource, body, bodyType, cancellationToken);
}
