using System.Collections.Concurrent;
using Kuscia.Model.Meta;
using Kuscia.Runtime.Client;
using Microsoft.Extensions.Logging;

namespace Kuscia.Runtime.Informers;

/// <summary>List, then watch; on any failure watch again from the last version, or list again when that version is compacted.</summary>
internal sealed partial class Informer<T>(ResourceKind<T> kind, string? @namespace, IResourceClient client, TimeProvider time, ILogger logger) : IInformer<T>
    where T : Resource
{
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(10);

    // A watch that lasted so long was healthy: the next attempt need not wait.
    private static readonly TimeSpan LongWatch = TimeSpan.FromSeconds(20);

    // A server that ends every watch at once, or says again and again that the version is compacted, is asked more and more seldom.
    private static readonly TimeSpan PauseBetweenWatches = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<ResourceName, T> _cache = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<Action<T?, T?>> _handlers = [];
    private readonly Dictionary<string, InformerIndex<T>> _indexes = [];
    private string? _lastVersion;

    public Task Synced => _synced.Task;

    public T? Get(ResourceName name) => _cache.GetValueOrDefault(name);

    public IReadOnlyCollection<T> List() => [.. _cache.Values];

    public InformerIndex<T> IndexBy(string name, Func<T, string?> key)
    {
        lock (_gate)
        {
            if (_indexes.TryGetValue(name, out InformerIndex<T>? index))
            {
                return index;
            }

            _indexes[name] = index = new InformerIndex<T>(key);
            foreach (T cached in _cache.Values)
            {
                index.Change(null, cached);
            }

            return index;
        }
    }

    public IDisposable Subscribe(Action<T?, T?> handler)
    {
        lock (_gate)
        {
            foreach (T cached in _cache.Values)
            {
                handler(null, cached);
            }

            _handlers.Add(handler);
        }

        return new Subscription(this, handler);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string? version = null;
        TimeSpan backoff = TimeSpan.Zero;
        while (!cancellationToken.IsCancellationRequested)
        {
            long begin = time.GetTimestamp();
            try
            {
                version ??= await RelistAsync(cancellationToken);
                version = await FollowAsync(version, cancellationToken);
                backoff = Longer(backoff, begin, PauseBetweenWatches);
                await Task.Delay(backoff, time, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (ResourceException e) when (e.IsExpired)
            {
                version = null;
                backoff = Longer(backoff, begin, PauseBetweenWatches);
                await Task.Delay(backoff, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                backoff = Longer(backoff, begin, PauseAfterFailure);
                Log.Interrupted(logger, kind.Plural, @namespace, e.Message, backoff.TotalSeconds);
                version = _lastVersion;
                await Task.Delay(backoff, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private TimeSpan Longer(TimeSpan backoff, long begin, TimeSpan first) =>
        backoff == TimeSpan.Zero || time.GetElapsedTime(begin) > LongWatch ? first : TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, MaxBackoff.Ticks));

    private async Task<string> RelistAsync(CancellationToken cancellationToken)
    {
        ResourceList<T> list = await client.ListAsync(kind, @namespace, ListOptions.All, cancellationToken);
        lock (_gate)
        {
            HashSet<ResourceName> present = [];
            foreach (T item in list.Items)
            {
                present.Add(item.Identity);
                Store(item);
            }

            foreach (ResourceName name in _cache.Keys)
            {
                if (!present.Contains(name))
                {
                    Remove(name);
                }
            }
        }

        _lastVersion = list.ResourceVersion;
        _synced.TrySetResult();
        return list.ResourceVersion;
    }

    private async Task<string> FollowAsync(string version, CancellationToken cancellationToken)
    {
        await foreach (WatchEvent<T> change in client.WatchAsync(kind, @namespace, new ListOptions { ResourceVersion = version }, cancellationToken))
        {
            version = change.Resource.Metadata.ResourceVersion ?? version;
            lock (_gate)
            {
                Apply(change);
            }

            _lastVersion = version;
        }

        return version;
    }

    private void Apply(WatchEvent<T> change)
    {
        switch (change.Type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                Store(change.Resource);
                break;
            case WatchEventType.Deleted:
                Remove(change.Resource.Identity);
                break;
        }
    }

    private void Store(T item)
    {
        T? old = _cache.GetValueOrDefault(item.Identity);
        if (old is not null && old.Metadata.ResourceVersion == item.Metadata.ResourceVersion && old.Metadata.Uid == item.Metadata.Uid)
        {
            return;
        }

        _cache[item.Identity] = item;
        Notify(old, item);
    }

    private void Remove(ResourceName name)
    {
        if (_cache.TryRemove(name, out T? old))
        {
            Notify(old, null);
        }
    }

    private void Notify(T? old, T? current)
    {
        foreach (InformerIndex<T> index in _indexes.Values)
        {
            index.Change(old, current);
        }

        foreach (Action<T?, T?> handler in _handlers)
        {
            handler(old, current);
        }
    }

    private sealed class Subscription(Informer<T> informer, Action<T?, T?> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (informer._gate)
            {
                informer._handlers.Remove(handler);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "watch of {Kind} in {Namespace} interrupted: {Reason}; again in {Seconds} s")]
        public static partial void Interrupted(ILogger logger, string kind, string? @namespace, string reason, double seconds);
    }
}
