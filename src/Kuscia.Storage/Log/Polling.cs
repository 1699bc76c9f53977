namespace Kuscia.Storage.Log;

/// <summary>Looks at the table for what others wrote, between the own transactions: regularly, and at once for a reader that must see it.</summary>
internal sealed class Polling(CommitLoop commits, LogTail tail, TimeSpan interval, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task _loop = Task.CompletedTask;
    private TaskCompletionSource? _waiting;

    /// <summary>Begins to look.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Hands out everything that is in the table at the time of the call; calls at the same time share one look that begins after them.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_waiting is null)
            {
                // Each goes on by itself: whoever holds up his thread after the look holds up none of the others.
                _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _ = LookForAsync(_waiting);
            }

            return _waiting.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task LookForAsync(TaskCompletionSource all)
    {
        try
        {
            await commits.RunBetweenAsync(LookAsync, CancellationToken.None);
            all.TrySetResult();
        }
        catch (Exception fault)
        {
            all.TrySetException(fault);
        }
    }

    private async Task LookAsync()
    {
        lock (_lock)
        {
            // Whoever comes from now on needs another look.
            _waiting = null;
        }

        await tail.CatchUpAsync([]);
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await TryAsync();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The log closes.
        }
    }

    private async Task TryAsync()
    {
        try
        {
            await CatchUpAsync(_stop.Token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            // The writer has noted it as the fault of the store, and tries until it is gone.
        }
    }
}
