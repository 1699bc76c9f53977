using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Client.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Pods;

/// <summary>Reads the stream of the runtime, hands what it tells to the workers, and says whether the runtime can be reached.</summary>
internal sealed partial class RuntimeFeed(
    IPodRuntime runtime, PodWorkerSet workers, PodEvents events, Func<string?, CancellationToken, Task> report, TimeProvider time, ILogger<RuntimeFeed> logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);

    private bool _lost;

    /// <summary>Reads until cancelled; a stream that breaks is opened again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Backoff backoff = new(FirstRetry, LongestRetry);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (RuntimeEvent item in runtime.WatchAsync(cancellationToken))
                {
                    await TakeAsync(item, backoff, cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                await LostAsync(e.Message, cancellationToken);
            }

            await Task.Delay(backoff.Next(), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeAsync(RuntimeEvent item, Backoff backoff, CancellationToken cancellationToken)
    {
        switch (item)
        {
            case PodChanged changed:
                workers.Reported(changed.Report);
                break;
            case PodNote { IsWarning: true } note:
                events.Warning(note.Pod, note.Reason, note.Message);
                break;
            case PodNote note:
                events.Normal(note.Pod, note.Reason, note.Message);
                break;
            case RuntimeReached:
                backoff.Reset();
                await ReachedAsync(cancellationToken);
                break;
        }
    }

    private async Task ReachedAsync(CancellationToken cancellationToken)
    {
        if (_lost)
        {
            _lost = false;
            Log.Reached(logger, runtime.Name);
            await report(null, cancellationToken);

            // What failed meanwhile need not wait for its next look.
            workers.Wake();
        }
    }

    // Said once, not with every attempt.
    private async Task LostAsync(string why, CancellationToken cancellationToken)
    {
        if (!_lost)
        {
            _lost = true;
            Log.Lost(logger, runtime.Name, why);
            await report(why, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3521, LogLevel.Warning, "The runtime {Runtime} cannot be reached and is tried again: {Error}")]
        public static partial void Lost(ILogger logger, string runtime, string error);

        [LoggerMessage(3522, LogLevel.Information, "The runtime {Runtime} is reached again")]
        public static partial void Reached(ILogger logger, string runtime);
    }
}
