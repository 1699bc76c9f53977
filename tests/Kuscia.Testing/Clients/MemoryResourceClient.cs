using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Kuscia.Client.Resources;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Testing.Clients;

/// <summary>
/// A small real API server in memory: resource versions and conflicts, merge patches, the status subresource, watches from any version, label
/// selectors of the form <c>a=b,c=d</c>, binding of pods. It can be made unreachable, and it can refuse to create a kind.
/// </summary>
public sealed class MemoryResourceClient : IResourceClient, IDisposable
{
    private readonly MemoryStore _store;
    private readonly ConcurrentDictionary<string, ResourceException> _refused = new();
    private CancellationTokenSource _down = new();

    /// <summary>A client of a new, empty server.</summary>
    public MemoryResourceClient(TimeProvider time)
        : this(new MemoryStore(time))
    {
    }

    private MemoryResourceClient(MemoryStore store) => _store = store;

    /// <summary>Another way to the same server, which can be cut by itself.</summary>
    public MemoryResourceClient AnotherWay() => new(_store);

    /// <summary>Answers every creation of a kind with a fault, until <see cref="Accept"/>.</summary>
    public void Refuse(ResourceKind kind, ResourceException fault) => _refused[kind.Plural] = fault;

    /// <summary>Takes a kind again.</summary>
    public void Accept(ResourceKind kind) => _refused.TryRemove(kind.Plural, out _);

    /// <summary>Watches that are open now, over all ways to the server.</summary>
    public int OpenWatches => _store.OpenWatches;

    /// <summary>While true every call fails as if the network were gone, and open watches break.</summary>
    public bool Unreachable
    {
        get;
        set
        {
            field = value;
            if (value)
            {
                Interlocked.Exchange(ref _down, new CancellationTokenSource()).Cancel();
            }
        }
    }

    public Task<T?> GetAsync<T>(ResourceKind<T> kind, ResourceName name, CancellationToken cancellationToken)
        where T : Resource
    {
        Reach(cancellationToken);
        return Task.FromResult(_store.Get(kind, name) is { } found ? Read(kind, found) : null);
    }

    public Task<ResourceList<T>> ListAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource
    {
        Reach(cancellationToken);
        (List<JsonObject> items, string revision) = _store.List(kind, @namespace);
        return Task.FromResult(new ResourceList<T>([.. items.Where(i => Matches(i, options)).Select(i => Read(kind, i))], revision));
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceKind<T> kind, string? @namespace, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Resource
    {
        Reach(cancellationToken);
        CancellationToken down = _down.Token;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, down);
        Channel<MemoryChange> channel = _store.Watch(kind, @namespace, options.ResourceVersion);
        try
        {
            while (await WaitAsync(channel, stop.Token, cancellationToken))
            {
                while (channel.Reader.TryRead(out MemoryChange? change))
                {
                    bool here = change.Plural == kind.Plural && (@namespace is null || (string?)change.Object["metadata"]!["namespace"] == @namespace);
                    if (here && Matches(change.Object, options))
                    {
                        yield return new WatchEvent<T>(change.Type, Read(kind, change.Object));
                    }
                }
            }
        }
        finally
        {
            _store.Unwatch(channel);
        }
    }

    public Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource
    {
        Reach(cancellationToken);
        if (_refused.TryGetValue(kind.Plural, out ResourceException? fault))
        {
            return Task.FromException<T>(fault);
        }

        return Task.FromResult(Read(kind, _store.Create(kind, Write(kind, resource))));
    }

    public Task<T> PatchAsync<T>(ResourceKind<T> kind, ResourceName name, JsonNode mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : Resource
    {
        Reach(cancellationToken);
        return Task.FromResult(Read(kind, _store.Patch(kind, name, mergePatch, subresource)));
    }

    public Task<T> ReplaceAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource
    {
        Reach(cancellationToken);
        return Task.FromResult(Read(kind, _store.Replace(kind, Write(kind, resource))));
    }

    public Task<bool> DeleteAsync<T>(ResourceKind<T> kind, ResourceName name, string? uid, CancellationToken cancellationToken)
        where T : Resource
    {
        Reach(cancellationToken);
        return Task.FromResult(_store.Delete(kind, name, uid));
    }

    public Task<TBody> PostAsync<T, TBody>(
        ResourceKind<T> kind, ResourceName name, string subresource, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
        where T : Resource
        where TBody : Resource
    {
        Reach(cancellationToken);
        if (subresource == "token" && body is TokenRequest request)
        {
            TokenRequest answer = request with { Status = new TokenRequestStatus { Token = $"token-of-{name.Namespace}" } };
            return Task.FromResult((TBody)(Resource)answer);
        }

        if (subresource != "binding" || body is not Binding binding)
        {
            throw new NotSupportedException($"subresource {subresource}");
        }

        if (_store.Get(kind, name)?["spec"]?["nodeName"] is not null)
        {
            throw new ResourceException(System.Net.HttpStatusCode.Conflict, "Conflict", $"pod {name.Name} is already assigned to a node");
        }

        _store.Patch(kind, name, new JsonObject { ["spec"] = new JsonObject { ["nodeName"] = binding.Target?.Name } }, null);
        return Task.FromResult(body);
    }

    /// <summary>Ends open watches.</summary>
    public void Dispose() => _down.Cancel();

    private void Reach(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Unreachable)
        {
            throw new HttpRequestException("connection refused");
        }
    }

    private static async Task<bool> WaitAsync(Channel<MemoryChange> channel, CancellationToken stop, CancellationToken cancellationToken)
    {
        try
        {
            return await channel.Reader.WaitToReadAsync(stop);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("connection reset");
        }
    }

    private static bool Matches(JsonObject item, ListOptions options)
    {
        JsonNode? labels = item["metadata"]?["labels"];
        IEnumerable<string[]> wanted = (options.LabelSelector ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2));
        return wanted.All(p => (string?)labels?[p[0]] == p[1]);
    }

    private static T Read<T>(ResourceKind<T> kind, JsonObject json)
        where T : Resource =>
        json.Deserialize(kind.TypeInfo) ?? throw new JsonException("null object");

    private static JsonObject Write<T>(ResourceKind<T> kind, T resource)
        where T : Resource =>
        JsonSerializer.SerializeToNode(resource, kind.TypeInfo)!.AsObject();
}
