using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Client.Resources;
using Kuscia.Model.Meta;

namespace Kuscia.Interconnection.Tests;

/// <summary>An API whose calls end in a fault, as those of a partner may; without one it is the API behind it.</summary>
internal sealed class BadHost(IResourceClient inner) : IResourceClient
{
    /// <summary>What every call throws; null for sound answers.</summary>
    public Exception? Fault { get; set; }

    /// <summary>True when watches end at once.</summary>
    public bool EndsWatches { get; set; }

    public Task<T?> GetAsync<T>(ResourceKind<T> kind, ResourceName name, CancellationToken cancellationToken)
        where T : Resource => Fault is { } fault ? Task.FromException<T?>(fault) : inner.GetAsync(kind, name, cancellationToken);

    public Task<ResourceList<T>> ListAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource => Fault is { } fault ? Task.FromException<ResourceList<T>>(fault) : inner.ListAsync(kind, @namespace, options, cancellationToken);

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceKind<T> kind, string? @namespace, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Resource
    {
        if (Fault is { } fault)
        {
            throw fault;
        }

        if (EndsWatches)
        {
            yield break;
        }

        await foreach (WatchEvent<T> change in inner.WatchAsync(kind, @namespace, options, cancellationToken))
        {
            yield return change;
        }
    }

    public Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => Fault is { } fault ? Task.FromException<T>(fault) : inner.CreateAsync(kind, resource, cancellationToken);

    public Task<T> PatchAsync<T>(ResourceKind<T> kind, ResourceName name, JsonNode mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : Resource => Fault is { } fault ? Task.FromException<T>(fault) : inner.PatchAsync(kind, name, mergePatch, subresource, cancellationToken);

    public Task<T> ReplaceAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => Fault is { } fault ? Task.FromException<T>(fault) : inner.ReplaceAsync(kind, resource, cancellationToken);

    public Task<bool> DeleteAsync<T>(ResourceKind<T> kind, ResourceName name, string? uid, CancellationToken cancellationToken)
        where T : Resource => Fault is { } fault ? Task.FromException<bool>(fault) : inner.DeleteAsync(kind, name, uid, cancellationToken);

    public Task<TBody> PostAsync<T, TBody>(
        ResourceKind<T> kind, ResourceName name, string subresource, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
        where T : Resource
        where TBody : Resource => Fault is { } fault ? Task.FromException<TBody>(fault) : inner.PostAsync(kind, name, subresource, body, bodyType, cancellationToken);
}
