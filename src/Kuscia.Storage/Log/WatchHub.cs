using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Kuscia.Storage.Log;

/// <summary>Hands every committed event, in order, to all watchers whose prefix it has. A watcher that is full is closed, never waited for.</summary>
internal sealed class WatchHub(int capacity, long maxBytes)
{
    private readonly Lock _lock = new();
    private readonly List<Subscription> _subscriptions = [];
    private long _published;
    private bool _closed;

    /// <summary>All events up to this revision have been handed out.</summary>
    public long Published => Volatile.Read(ref _published);

    /// <summary>Sets the revision found at start.</summary>
    public void Start(long revision) => Volatile.Write(ref _published, revision);

    /// <summary>Hands out events in order, each once: those handed out before are left out. Everything up to <paramref name="through"/> is among them.</summary>
    public void Publish(IReadOnlyList<LogEvent> events, long through)
    {
        lock (_lock)
        {
            foreach (LogEvent change in events)
            {
                if (change.Revision > Published)
                {
                    Deliver(change);
                    Volatile.Write(ref _published, change.Revision);
                }
            }

            Volatile.Write(ref _published, Math.Max(Published, through));
        }
    }

    /// <summary>Waits for what is being handed out: afterwards every watcher has what any watcher has read before.</summary>
    public void Settle()
    {
        lock (_lock)
        {
        }
    }

    /// <summary>Goes on at a revision whose history is gone: all watchers are closed, as they would miss what lies before it.</summary>
    public void Jump(long revision)
    {
        lock (_lock)
        {
            foreach (Subscription subscription in _subscriptions)
            {
                subscription.Cut(new WatchOverflowException(subscription.Prefix, revision));
                LogMetrics.WatchCut();
            }

            LogMetrics.WatchesChanged(-_subscriptions.Count);
            _subscriptions.Clear();
            Volatile.Write(ref _published, Math.Max(Published, revision));
        }
    }

    /// <summary>Begins to collect events for a prefix; <paramref name="from"/> is the last revision handed out before.</summary>
    public Subscription Subscribe(string prefix, out long from)
    {
        lock (_lock)
        {
            from = Published;
            Subscription subscription = new(this, prefix, capacity, maxBytes);
            if (_closed)
            {
                subscription.Complete(null);
                return subscription;
            }

            _subscriptions.Add(subscription);
            LogMetrics.WatchesChanged(1);
            return subscription;
        }
    }

    /// <summary>Ends all watches.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _subscriptions.ForEach(s => s.Complete(null));
            LogMetrics.WatchesChanged(-_subscriptions.Count);
            _subscriptions.Clear();
        }
    }

    private void Deliver(LogEvent change)
    {
        for (int i = _subscriptions.Count - 1; i >= 0; i--)
        {
            Subscription subscription = _subscriptions[i];
            if (!change.Entry.Key.StartsWith(subscription.Prefix, StringComparison.Ordinal) || subscription.TryWrite(change))
            {
                continue;
            }

            subscription.Cut(new WatchOverflowException(subscription.Prefix, capacity, maxBytes));
            _subscriptions.RemoveAt(i);
            LogMetrics.WatchesChanged(-1);
            LogMetrics.WatchCut();
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_lock)
        {
            if (_subscriptions.Remove(subscription))
            {
                LogMetrics.WatchesChanged(-1);
            }
        }
    }

    /// <summary>The place of one watcher.</summary>
    internal sealed class Subscription(WatchHub hub, string prefix, int capacity, long maxBytes) : IDisposable
    {
        private readonly Channel<LogEvent> _channel = Channel.CreateBounded<LogEvent>(
            new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

        private long _bytes;

        public string Prefix { get; } = prefix;

        /// <summary>True when no further event will come.</summary>
        public bool IsClosed => _channel.Reader.Completion.IsCompleted;

        /// <summary>True while an event waits for the reader.</summary>
        public bool HasWaiting => _channel.Reader.TryPeek(out _);

        public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _channel.Reader.WaitToReadAsync(cancellationToken);

        public bool TryRead([NotNullWhen(true)] out LogEvent? change)
        {
            if (!_channel.Reader.TryRead(out change))
            {
                return false;
            }

            Interlocked.Add(ref _bytes, -SizeOf(change));
            return true;
        }

        // One event may be larger than all that may wait.
        public bool TryWrite(LogEvent change)
        {
            long size = SizeOf(change);
            long waiting = Interlocked.Read(ref _bytes);
            if ((waiting > 0 && waiting + size > maxBytes) || !_channel.Writer.TryWrite(change))
            {
                return false;
            }

            Interlocked.Add(ref _bytes, size);
            return true;
        }

        /// <summary>Ends it at once: what the reader did not fetch is let go, as it has to list again anyway.</summary>
        public void Cut(Exception fault)
        {
            Complete(fault);
            while (_channel.Reader.TryRead(out _))
            {
            }
        }

        private static long SizeOf(LogEvent change) => change.Entry.Value.Length + change.PreviousValue.Length;

        public void Complete(Exception? fault) => _channel.Writer.TryComplete(fault);

        /// <inheritdoc/>
        public void Dispose() => hub.Remove(this);
    }
}
