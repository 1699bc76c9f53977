using Microsoft.Extensions.Logging;

namespace Kuscia.Storage.Log;

/// <summary>
/// Forgets old history, a few hundred rows at a time: what is older than five minutes, and in a time of many writes also younger history, for lists pass over it. The
/// newest revisions stay in any case.
/// </summary>
internal sealed partial class Compaction(
    IDialect dialect, CommitLoop commits, WatchHub hub, RevisionLogOptions options, TimeProvider time, ILogger<Compaction> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _single = new(1, 1);
    private Task _loop = Task.CompletedTask;
    private long _compacted;
    private bool _uncertain;
    private bool _failing;

    /// <summary>History up to here is gone.</summary>
    public long Compacted => Volatile.Read(ref _compacted);

    /// <summary>Takes note of what another compacted.</summary>
    public void Observe(long compacted)
    {
        long known = Compacted;
        while (known < compacted)
        {
            long before = Interlocked.CompareExchange(ref _compacted, compacted, known);
            if (before == known)
            {
                return;
            }

            known = before;
        }
    }

    /// <summary>Sets what was found at start and begins the timer.</summary>
    public void Start(long compacted)
    {
        Volatile.Write(ref _compacted, compacted);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Compacts up to a revision, at most to the one before the newest.</summary>
    public async Task CompactAsync(long revision, CancellationToken cancellationToken)
    {
        await _single.WaitAsync(cancellationToken);
        try
        {
            long target = Math.Min(revision, hub.Published - 1);
            while (Compacted < target || _uncertain)
            {
                long through = Math.Min(Compacted + options.CompactionBatch, target);
                await commits.RunBetweenAsync(() => StepAsync(through), cancellationToken);
            }
        }
        finally
        {
            _single.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _single.Dispose();
    }

    // Readers must know first that rows may vanish: they check the mark after reading. After a fault, or when another was faster, the table alone knows whether they did.
    private async Task StepAsync(long through)
    {
        if (_uncertain)
        {
            Volatile.Write(ref _compacted, (await dialect.RevisionsAsync(CancellationToken.None)).Compacted);
            _uncertain = false;
            return;
        }

        long before = Compacted;
        if (before >= through)
        {
            return;
        }

        Observe(through);
        _uncertain = true;
        if (await dialect.CompactAsync(before, through, CancellationToken.None))
        {
            _uncertain = false;
        }
    }

    private async Task RunAsync()
    {
        long seen = hub.Published;
        long seenAt = time.GetTimestamp();
        using PeriodicTimer timer = new(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                long old = hub.Published - RevisionLogOptions.MaxHistory;
                if (time.GetElapsedTime(seenAt) >= RevisionLogOptions.HistoryAge)
                {
                    old = Math.Max(old, seen);
                    seen = hub.Published;
                    seenAt = time.GetTimestamp();
                }

                long target = Math.Min(old, hub.Published - options.RetainedRevisions);
                if (target > Compacted || _uncertain)
                {
                    await TryCompactAsync(target);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The log closes.
        }
    }

    private async Task TryCompactAsync(long target)
    {
        try
        {
            await CompactAsync(target, _stop.Token);
            _failing = false;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            if (!_failing)
            {
                _failing = true;
                Log.Failed(logger, target, fault);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1202, LogLevel.Warning, "Compaction up to revision {Revision} failed and is tried again at the next interval")]
        public static partial void Failed(ILogger logger, long revision, Exception fault);
    }
}
