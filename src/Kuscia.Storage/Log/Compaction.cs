using Kuscia.Storage.Dialects;
using Microsoft.Extensions.Logging;

namespace Kuscia.Storage.Log;

/// <summary>Forgets old history: what is older than one interval and outside the newest revisions, a few hundred rows at a time.</summary>
internal sealed partial class Compaction(
    IDialect dialect, CommitLoop commits, WatchHub hub, RevisionLogOptions options, TimeProvider time, ILogger<Compaction> logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _single = new(1, 1);
    private Task _loop = Task.CompletedTask;
    private long _compacted;

    /// <summary>History up to here is gone.</summary>
    public long Compacted => Volatile.Read(ref _compacted);

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
            while (Compacted < target)
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

    // Readers must know first that rows may vanish: they check the mark after reading.
    private async Task StepAsync(long through)
    {
        long before = Compacted;
        Volatile.Write(ref _compacted, through);
        try
        {
            await dialect.CompactAsync(before, through, CancellationToken.None);
        }
        catch
        {
            Volatile.Write(ref _compacted, before);
            throw;
        }
    }

    private async Task RunAsync()
    {
        long lastSeen = hub.Published;
        using var timer = new PeriodicTimer(options.CompactionInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                long target = Math.Min(lastSeen, hub.Published - options.RetainedRevisions);
                lastSeen = hub.Published;
                await TryCompactAsync(target);
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
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.Failed(logger, target, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1202, LogLevel.Warning, "Compaction up to revision {Revision} failed and is tried again at the next interval")]
        public static partial void Failed(ILogger logger, long revision, Exception fault);
    }
}
