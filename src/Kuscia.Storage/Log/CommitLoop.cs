using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Kuscia.Storage.Log;

/// <summary>
/// The one writer: takes all writes that wait, commits them in one transaction, hands out their events, then answers the callers. After a fault the table is
/// asked what became of the writes before anybody is told, and the store is tried until it can be written again.
/// </summary>
internal sealed class CommitLoop(IDialect dialect, LogTail tail, WatchHub hub, int batchSize, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const int QueueCapacity = 4096;
    private static readonly TimeSpan MendPause = TimeSpan.FromSeconds(1);

    // Twelve looks in about eight seconds: a caller of the API still waits then.
    private const int Looks = 12;
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstLookPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestLookPause = TimeSpan.FromSeconds(1);

    private readonly Channel<CommitWork> _queue = Channel.CreateBounded<CommitWork>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly FaultWatch _health = new(time, logger);
    private Task _loop = Task.CompletedTask;
    private bool _behind;
    private long _tried;

    /// <summary>Set while the store does not take writes.</summary>
    public StoreFault? Fault => _health.Fault;

    /// <summary>Begins to commit.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Queues a write and waits until it is durable.</summary>
    public async Task<AppendResult> AppendAsync(PendingAppend append, CancellationToken cancellationToken)
    {
        AppendWork work = new(append, time.GetTimestamp());
        await EnqueueAsync(work, cancellationToken);
        LogMetrics.Queued();
        return await work.Result.Task;
    }

    /// <summary>Runs a step of maintenance between two transactions.</summary>
    public async Task RunBetweenAsync(Func<Task> step, CancellationToken cancellationToken)
    {
        StepWork work = new(step);
        await EnqueueAsync(work, cancellationToken);
        await work.Done.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private async ValueTask EnqueueAsync(CommitWork work, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(work, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(RevisionLog), "the store is closed");
        }
    }

    private async Task RunAsync()
    {
        List<AppendWork> appends = new(batchSize);
        while (await WaitAsync())
        {
            StepWork? step = null;
            while (step is null && appends.Count < batchSize && _queue.Reader.TryRead(out CommitWork? work))
            {
                step = work as StepWork;
                if (work is AppendWork append)
                {
                    LogMetrics.Taken(time.GetElapsedTime(append.Since));
                    appends.Add(append);
                }
            }

            await CommitAsync(appends);
            appends.Clear();
            if (step is not null && await step.RunAsync() is Exception fault)
            {
                SetFault(fault);
            }
        }
    }

    // Without a fault this is only a look at the queue; with one the store is tried while nobody writes.
    private async ValueTask<bool> WaitAsync()
    {
        if (_health.Fault is null && !_behind)
        {
            return await _queue.Reader.WaitToReadAsync();
        }

        Task<bool> waiting = _queue.Reader.WaitToReadAsync().AsTask();
        do
        {
            // Not put off by those who look at the table meanwhile.
            if (time.GetElapsedTime(_tried) >= MendPause)
            {
                await MendAsync();
            }
        }
        while (await Task.WhenAny(waiting, Task.Delay(MendPause, time)) != waiting);
        return await waiting;
    }

    private async Task MendAsync()
    {
        _tried = time.GetTimestamp();
        try
        {
            await tail.CatchUpAsync([]);
            _behind = false;
            await dialect.ProbeAsync(CancellationToken.None);
            _health.Clear();
        }
        catch (Exception fault)
        {
            SetFault(fault);
        }
    }

    private async Task CommitAsync(List<AppendWork> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        PendingAppend[] appends = [.. batch.Select(w => w.Append)];
        IReadOnlyList<AppendOutcome> outcomes;
        long began = time.GetTimestamp();
        try
        {
            outcomes = await dialect.CommitAsync(appends, CancellationToken.None);
            LogMetrics.Committed("success", time.GetElapsedTime(began));
        }
        catch (Exception fault)
        {
            LogMetrics.Committed("failure", time.GetElapsedTime(began));
            SetFault(fault);
            _behind = true;
            if (fault is StoreException { IsNothingWritten: true })
            {
                Refuse(batch, Failure(fault));
                return;
            }

            await SettleAsync(batch, appends, fault);
            return;
        }

        LogRow[] written = [.. outcomes.Where(o => o.Written is not null).Select(o => o.Written!)]; // not null: filtered
        LogMetrics.Answered(written.Length, outcomes.Count - written.Length);
        await PublishAsync(written);
        Answer(batch, outcomes, null);
    }

    private async Task PublishAsync(LogRow[] rows)
    {
        try
        {
            await tail.PublishAsync(rows);
            _behind = false;
            _health.Clear();
        }
        catch (Exception fault)
        {
            // The writes are durable; their events come as soon as the table can be read.
            _behind = true;
            SetFault(fault);
        }
    }

    // Nobody is told that a write failed before the table has said so.
    private async Task SettleAsync(List<AppendWork> batch, PendingAppend[] appends, Exception fault)
    {
        List<LogRow> seen = new();
        TimeSpan pause = FirstLookPause;
        long began = time.GetTimestamp();
        for (int look = 0; look < Looks && time.GetElapsedTime(began) < LongestSettling; look++)
        {
            try
            {
                await dialect.SettleAsync(CancellationToken.None);
                bool complete = await tail.CatchUpAsync(seen);
                _behind = false;
                if (!complete)
                {
                    break;
                }

                Answer(batch, await AmbiguousCommit.LookUpAsync(appends, seen, dialect), Failure(fault));
                return;
            }
            catch (Exception unreadable)
            {
                SetFault(unreadable);
            }

            await Task.Delay(pause, time);
            pause = pause * 2 < LongestLookPause ? pause * 2 : LongestLookPause;
        }

        Refuse(batch, new StoreException($"the store failed in a commit and cannot be read: whether the write was stored is not known ({fault.Message})", fault) { IsOutcomeUnknown = true });
    }

    private static StoreException Failure(Exception fault) => new($"the store could not commit: {fault.Message}", fault);

    private void SetFault(Exception fault)
    {
        if (_health.Set(fault))
        {
            _tried = time.GetTimestamp();
        }
    }

    private static void Refuse(List<AppendWork> batch, StoreException fault) => batch.ForEach(w => w.Result.TrySetException(fault));

    // What has no outcome failed.
    private void Answer(List<AppendWork> batch, IReadOnlyList<AppendOutcome?> outcomes, StoreException? failure)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            if (outcomes[i] is { } outcome)
            {
                batch[i].Result.TrySetResult(ToResult(outcome));
            }
            else
            {
                batch[i].Result.TrySetException(failure!); // a commit without a fault has an outcome for each
            }
        }
    }

    private AppendResult ToResult(AppendOutcome outcome) => outcome.Written is LogRow row
        ? new AppendResult(true, row.Id, row.Deleted ? null : row.ToEntry())
        : new AppendResult(false, hub.Published, outcome.Obstacle?.ToEntry()) { Refusal = outcome.Refusal };
}
