using System.Threading.Channels;
using Kuscia.Client.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Client.Queues;

/// <summary>
/// Runs a handler for each key. A key added while it is being worked on is worked on once more afterwards. The handler returns when to look
/// again (null: not before the next event); an exception is retried with exponential, capped back-off, for ever.
/// </summary>
public sealed partial class WorkQueue<TKey>(
    string name, Func<TKey, CancellationToken, Task<TimeSpan?>> handler, WorkQueueOptions options, TimeProvider time, ILogger logger) : IWorkQueue<TKey>
    where TKey : notnull
{
    // Timers take no more than 49 days, and a span in an object of somebody else may be any; looking sooner than asked does no harm.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // Unbounded, yet limited by the set of distinct keys: a key is in it at most once.
    private readonly Channel<(TKey Key, long Since)> _ready = Channel.CreateUnbounded<(TKey Key, long Since)>();
    private readonly Lock _gate = new();
    private readonly HashSet<TKey> _waiting = [];
    private readonly HashSet<TKey> _active = [];
    private readonly HashSet<TKey> _again = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly Dictionary<TKey, (ITimer Timer, long Due)> _delayed = [];
    private bool _stopped;

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Failures of a key since its last success.</summary>
    public int Failures(TKey key)
    {
        lock (_gate)
        {
            return _failures.GetValueOrDefault(key);
        }
    }

    /// <inheritdoc/>
    public void Add(TKey key)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            if (_active.Contains(key))
            {
                _again.Add(key);
                return;
            }

            if (_waiting.Add(key))
            {
                _ready.Writer.TryWrite((key, time.GetTimestamp()));
                QueueMetrics.Added(name);
            }
        }
    }

    /// <inheritdoc/>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        delay = delay < Longest ? delay : Longest;
        lock (_gate)
        {
            // Measured, not taken from the clock: a clock that is set back must not make a key wait until it comes round again.
            long due = time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);
            if (_stopped || (_delayed.TryGetValue(key, out (ITimer Timer, long Due) pending) && pending.Due <= due))
            {
                return;
            }

            pending.Timer?.Dispose();
            _delayed[key] = (time.CreateTimer(_ => Fire(key), null, delay, Timeout.InfiniteTimeSpan), due);
        }
    }

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => WorkAsync(cancellationToken)));
        lock (_gate)
        {
            _stopped = true;
            foreach ((ITimer timer, _) in _delayed.Values)
            {
                timer.Dispose();
            }

            _delayed.Clear();
            QueueMetrics.Left(name, _waiting.Count);
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach ((TKey key, long since) in _ready.Reader.ReadAllAsync(cancellationToken))
            {
                QueueMetrics.Taken(name, time.GetElapsedTime(since));
                Begin(key);
                TimeSpan? again = await HandleAsync(key, cancellationToken);
                End(key, again);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping: keys left in the queue are found again by the next start.
        }
    }

    private async Task<TimeSpan?> HandleAsync(TKey key, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        using QueueSpan span = QueueSpan.Begin(name, key);
        try
        {
            TimeSpan? again = await handler(key, cancellationToken);
            QueueMetrics.Worked(name, "success", time.GetElapsedTime(began));
            lock (_gate)
            {
                _failures.Remove(key);
            }

            return again;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            QueueMetrics.Worked(name, "failure", time.GetElapsedTime(began));
            span.Failed(e);
            int failures;
            lock (_gate)
            {
                failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
            }

            TimeSpan delay = Backoff.After(failures, options.MinBackoff, options.MaxBackoff);
            Log.Retry(logger, name, key, failures, delay.TotalSeconds, e);
            return delay;
        }
    }

    private void Begin(TKey key)
    {
        lock (_gate)
        {
            _waiting.Remove(key);
            _active.Add(key);
        }
    }

    private void End(TKey key, TimeSpan? again)
    {
        bool repeat;
        lock (_gate)
        {
            _active.Remove(key);
            repeat = _again.Remove(key);
        }

        if (repeat)
        {
            Add(key);
        }

        if (again is { } delay)
        {
            AddAfter(key, delay);
        }
    }

    private void Fire(TKey key)
    {
        lock (_gate)
        {
            if (_delayed.Remove(key, out (ITimer Timer, long Due) pending))
            {
                pending.Timer.Dispose();
            }
        }

        Add(key);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1521, Level = LogLevel.Warning, Message = "{Queue}: {Key} failed {Failures} times, again in {Seconds} s")]
        public static partial void Retry(ILogger logger, string queue, TKey key, int failures, double seconds, Exception exception);
    }
}
