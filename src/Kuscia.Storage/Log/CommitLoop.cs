using System.Threading.Channels;
using Kuscia.Storage.Dialects;

namespace Kuscia.Storage.Log;

/// <summary>The one writer: takes all writes that wait, commits them in one transaction, hands out their events, then answers the callers.</summary>
internal sealed class CommitLoop(IDialect dialect, WatchHub hub, LeaseExpiry leases, int batchSize) : IAsyncDisposable
{
    private const int QueueCapacity = 4096;
    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private Task _loop = Task.CompletedTask;

    /// <summary>Begins to commit.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Queues a write and waits until it is durable.</summary>
    public async Task<AppendResult> AppendAsync(PendingAppend append, CancellationToken cancellationToken)
    {
        var work = new AppendWork(append);
        await EnqueueAsync(work, cancellationToken);
        return await work.Result.Task;
    }

    /// <summary>Runs a step of maintenance between two transactions.</summary>
    public async Task RunBetweenAsync(Func<Task> step, CancellationToken cancellationToken)
    {
        var work = new StepWork(step);
        await EnqueueAsync(work, cancellationToken);
        await work.Done.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private async ValueTask EnqueueAsync(Work work, CancellationToken cancellationToken)
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
        var appends = new List<AppendWork>(batchSize);
        while (await _queue.Reader.WaitToReadAsync())
        {
            StepWork? step = null;
            while (step is null && appends.Count < batchSize && _queue.Reader.TryRead(out Work? work))
            {
                step = work as StepWork;
                if (work is AppendWork append)
                {
                    appends.Add(append);
                }
            }

            await CommitAsync(appends);
            appends.Clear();
            if (step is not null)
            {
                await step.RunAsync();
            }
        }
    }

    private async Task CommitAsync(List<AppendWork> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        IReadOnlyList<AppendOutcome> outcomes;
        try
        {
            outcomes = await dialect.CommitAsync([.. batch.Select(w => w.Append)], CancellationToken.None);
        }
        catch (Exception fault)
        {
            var told = new StoreException($"the store could not commit: {fault.Message}; check the free space and the permissions of its folder", fault);
            batch.ForEach(w => w.Result.TrySetException(told));
            return;
        }

        LogEvent[] events = [.. outcomes.Where(o => o.Written is not null).Select(o => o.Written!.ToEvent())]; // not null: filtered
        leases.Track(events);
        hub.Publish(events);
        for (int i = 0; i < batch.Count; i++)
        {
            batch[i].Result.TrySetResult(ToResult(outcomes[i]));
        }
    }

    private AppendResult ToResult(AppendOutcome outcome) => outcome.Written is LogRow row
        ? new AppendResult(true, row.Id, row.Deleted ? null : row.ToEntry())
        : new AppendResult(false, hub.Published, outcome.Obstacle?.ToEntry());

    private abstract class Work;

    private sealed class AppendWork(PendingAppend append) : Work
    {
        public PendingAppend Append { get; } = append;

        public TaskCompletionSource<AppendResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class StepWork(Func<Task> step) : Work
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task RunAsync()
        {
            try
            {
                await step();
                Done.TrySetResult();
            }
            catch (Exception fault)
            {
                Done.TrySetException(fault);
            }
        }
    }
}
