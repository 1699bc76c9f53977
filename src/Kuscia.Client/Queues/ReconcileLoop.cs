using System.Collections.Concurrent;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Client.Queues;

/// <summary>
/// The frame of everything that drives objects to their desired state: changes of objects put keys into a queue, and a handler decides for one key at a time
/// from the caches. The subscriptions begin and end with <see cref="RunAsync"/>, so a loop that is stopped leaves nothing behind.
/// </summary>
/// <param name="name">Name as logs show it.</param>
/// <param name="reconcile">Works on a key and returns when to look again without an event, or null.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures are logged.</param>
/// <param name="workers">Keys worked on at the same time; default 4.</param>
public sealed class ReconcileLoop<TKey>(
    string name, Func<TKey, CancellationToken, Task<TimeSpan?>> reconcile, TimeProvider time, ILogger logger, int workers = 4)
    where TKey : notnull
{
    // What changed is on its way as an event; this look is only for the case that it is not.
    private static readonly TimeSpan Behind = TimeSpan.FromMilliseconds(500);

    // A cache that stays behind is a fault: from then on the queue logs it and waits longer each time.
    private const int Patience = 5;

    private readonly List<Func<IDisposable>> _sources = [];
    private readonly WorkQueue<TKey> _queue = new(name, new Decision(reconcile).MakeAsync, new WorkQueueOptions { Workers = workers }, time, logger);

    /// <summary>Adds a key unless it waits already; null and the empty text are no keys.</summary>
    public void Add(TKey? key)
    {
        if (key is not null && key is not string { Length: 0 })
        {
            _queue.Add(key);
        }
    }

    /// <summary>Calls a handler, which adds keys, with the old and the new state of every object that changes. To be called before the loop runs.</summary>
    public ReconcileLoop<TKey> On<T>(IInformer<T> informer, Action<T?, T?> changed)
        where T : Resource
    {
        _sources.Add(() => informer.Subscribe(changed));
        return this;
    }

    /// <summary>Adds the key of every object that changes, taken from its newest state. To be called before the loop runs.</summary>
    public ReconcileLoop<TKey> On<T>(IInformer<T> informer, Func<T, TKey?> key)
        where T : Resource => On(informer, (old, current) =>
        {
            if ((current ?? old) is { } newest)
            {
                Add(key(newest));
            }
        });

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<IDisposable> subscriptions = [.. _sources.Select(s => s())];
        try
        {
            await _queue.RunAsync(cancellationToken);
        }
        finally
        {
            subscriptions.ForEach(s => s.Dispose());
        }
    }

    /// <summary>One decision; a write that met a newer object was decided from a cache that was behind, and is decided again from what comes.</summary>
    private sealed class Decision(Func<TKey, CancellationToken, Task<TimeSpan?>> reconcile)
    {
        private readonly ConcurrentDictionary<TKey, int> _behind = new();

        public async Task<TimeSpan?> MakeAsync(TKey key, CancellationToken cancellationToken)
        {
            try
            {
                TimeSpan? again = await reconcile(key, cancellationToken);
                _behind.TryRemove(key, out _);
                return again;
            }
            catch (ResourceException e) when ((e.IsConflict || e.IsNotFound || e.IsAlreadyExists) && _behind.AddOrUpdate(key, 1, (_, times) => times + 1) <= Patience)
            {
                return Behind;
            }
        }
    }
}
