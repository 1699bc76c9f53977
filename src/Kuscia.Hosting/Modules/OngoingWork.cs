namespace Kuscia.Hosting.Modules;

/// <summary>Work that goes on until it is disposed: when it fails or ends by itself it begins again after a pause.</summary>
public sealed class OngoingWork : IAsyncDisposable
{
    /// <summary>The time until it begins again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <summary>Begins.</summary>
    /// <param name="work">What is done until its token is cancelled.</param>
    /// <param name="failed">Is told of each failure.</param>
    /// <param name="time">Clock.</param>
    public OngoingWork(Func<CancellationToken, Task> work, Action<Exception> failed, TimeProvider time) => _loop = Task.Run(() => RunAsync(work, failed, time, _stop.Token));

    /// <summary>Ends the work and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    /// <summary>The same until the token is cancelled.</summary>
    public static async Task RunAsync(Func<CancellationToken, Task> work, Action<Exception> failed, TimeProvider time, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await work(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                failed(fault);
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
