using Kuscia.Client.Resources;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Client.Informers;

/// <summary>
/// List, then watch; after whatever the server does, watch again from the last version, or list again when that version is compacted. Between two attempts lies
/// a growing pause unless the watch before lasted long.
/// </summary>
internal sealed partial class Informer<T>(
    ResourceKind<T> kind, string? @namespace, IResourceClient client, InformerSetOptions options, InformerShare share, TimeProvider time, ILogger logger) : IInformer<T>
    where T : Resource
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    // A watch that lasted so long was healthy: the next attempt need not wait.
    private static readonly TimeSpan LongWatch = TimeSpan.FromSeconds(20);

    private readonly InformerCache<T> _cache = new(share);
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<Action<T?, T?>> _handlers = [];
    private readonly Dictionary<string, InformerIndex<T>> _indexes = [];
    private readonly Backoff _backoff = new(FirstPause, options.MaxBackoff);
    private string? _version;
    private volatile InformerFailure? _failure;

    public Task Synced => _synced.Task;

    public InformerFailure? LastFailure => _failure;

    public T? Get(ResourceName name) => _cache.Get(name);

    public IReadOnlyCollection<T> List() => [.. _cache.Objects];

    public InformerIndex<T> IndexBy(string name, Func<T, string?> key)
    {
        lock (_gate)
        {
            if (_indexes.TryGetValue(name, out InformerIndex<T>? index))
            {
                return index;
            }

            _indexes[name] = index = new InformerIndex<T>(key);
            foreach (T cached in _cache.Objects)
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
            foreach (T cached in _cache.Objects)
            {
                handler(null, cached);
            }

            _handlers.Add(handler);
        }

        return new Subscription(this, handler);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await options.Begins.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!cancellationToken.IsCancellationRequested)
        {
            long begin = time.GetTimestamp();
            (string fault, bool isUsual) = await FollowAsync(cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (time.GetElapsedTime(begin) > LongWatch)
            {
                _backoff.Reset();
            }

            TimeSpan pause = _backoff.Next();
            if (!isUsual || _backoff.Failures > 1)
            {
                Tell(fault, pause);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // One list (unless the version is known) and one watch, and what ended it: servers end a watch from time to time, or forget the version it began at.
    private async Task<(string Fault, bool IsUsual)> FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            string version = _version ?? await RelistAsync(cancellationToken);
            await foreach (WatchEvent<T> change in client.WatchAsync(kind, @namespace, new ListOptions { ResourceVersion = version }, cancellationToken))
            {
                lock (_gate)
                {
                    Apply(change);
                }

                _version = change.Resource.Metadata.ResourceVersion ?? _version;
            }

            return ("the server ended the watch at once", true);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            return (e.Message, true);
        }
        catch (ResourceException e) when (e.IsExpired)
        {
            _version = null;
            return (e.Message, true);
        }
        catch (Exception e)
        {
            // What was refused for its amount may be gone in a new list.
            _version = e is ResourceException { Reason: InformerShare.Exceeded } ? null : _version;
            return (ServerText.OneLine(e.Message), false);
        }
    }

    private void Tell(string fault, TimeSpan pause)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool isNew = _failure?.Message != fault || _backoff.Failures == 1;
        _failure = new InformerFailure(fault, _backoff.Failures, now, now + pause);
        if (isNew)
        {
            Log.Interrupted(logger, kind.Plural, @namespace ?? "all namespaces", options.Source ?? "this node", fault, pause.TotalSeconds);
        }
    }

    private async Task<string> RelistAsync(CancellationToken cancellationToken)
    {
        ResourceList<T> list = await client.ListAsync(kind, @namespace, ListOptions.All, cancellationToken);
        lock (_gate)
        {
            // First what is gone, so that it does not count against what came.
            HashSet<ResourceName> present = [.. list.Items.Select(i => i.Identity)];
            foreach (ResourceName name in _cache.Names.Where(n => !present.Contains(n)))
            {
                Remove(name);
            }

            for (int i = 0; i < list.Items.Count; i++)
            {
                Store(list.Items[i], i < list.Weights.Count ? list.Weights[i] : 0);
            }
        }

        _version = list.ResourceVersion;
        _synced.TrySetResult();
        return list.ResourceVersion;
    }

    private void Apply(WatchEvent<T> change)
    {
        switch (change.Type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                Store(change.Resource, change.Weight);
                break;
            case WatchEventType.Deleted:
                Remove(change.Resource.Identity);
                break;
        }
    }

    private void Store(T item, long weight)
    {
        T? old = _cache.Get(item.Identity);
        if (old is not null && old.Metadata.ResourceVersion == item.Metadata.ResourceVersion && old.Metadata.Uid == item.Metadata.Uid)
        {
            return;
        }

        _cache.Store(item, weight);
        Notify(old, item);
    }

    private void Remove(ResourceName name)
    {
        if (_cache.Remove(name) is { } old)
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
        [LoggerMessage(EventId = 1511, Level = LogLevel.Warning, Message = "watch of {Kind} in {Namespace} of {Source} interrupted: {Reason}; again in {Seconds} s, said once until it changes")]
        public static partial void Interrupted(ILogger logger, string kind, string @namespace, string source, string reason, double seconds);
    }
}
