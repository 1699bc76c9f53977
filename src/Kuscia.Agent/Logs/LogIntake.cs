using System.Collections.Concurrent;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Client.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Logs;

/// <summary>Sees that the lines of running containers are in the log files of this node, wherever they come from. Thread-safe for different files.</summary>
internal sealed partial class LogIntake(LogKeeper keeper, TimeProvider time, ILogger<LogIntake> logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);

    // Time for the last lines of a run that has ended.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (Task Done, CancellationTokenSource Stop)> _copies = new(StringComparer.Ordinal);

    /// <summary>A run goes on whose lines belong into <paramref name="path"/>; without a source it writes the file itself. Again for the same file it does nothing.</summary>
    public void Begin(string path, LogSource? source)
    {
        if (keeper.IsLive(path))
        {
            return;
        }

        keeper.Add(path);
        if (source is not null)
        {
            CancellationTokenSource stop = new();
            _copies[path] = (Task.Run(() => CopyAsync(path, source, stop.Token)), stop);
        }
    }

    /// <summary>The run has ended: returns when its last lines are in the file, or do not come for a while; then they are waited for without the caller.</summary>
    public async Task EndAsync(string path, CancellationToken cancellationToken)
    {
        if (_copies.TryGetValue(path, out (Task Done, CancellationTokenSource Stop) copy))
        {
            await copy.Done.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (!copy.Done.IsCompleted)
            {
                _ = copy.Done.ContinueWith(_ => LeaveAsync(path), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                return;
            }
        }

        await LeaveAsync(path);
    }

    /// <summary>Looks no more after a file.</summary>
    public async Task LeaveAsync(string path)
    {
        if (_copies.TryRemove(path, out (Task Done, CancellationTokenSource Stop) copy))
        {
            await copy.Stop.CancelAsync();
            await copy.Done;
            copy.Stop.Dispose();
        }

        keeper.Remove(path);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string path in _copies.Keys)
        {
            await LeaveAsync(path);
        }
    }

    private async Task CopyAsync(string path, LogSource source, CancellationToken cancellationToken)
    {
        Backoff backoff = new(FirstRetry, LongestRetry);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using LogCopy copy = LogCopy.Open(path);
                await foreach (LogLines lines in source(copy.Last, cancellationToken))
                {
                    copy.Append(lines);
                    backoff.Reset();
                }

                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (backoff.Failures > 0)
            {
                Log.StillBroken(logger, path, e.Message);
            }
            catch (Exception e)
            {
                Log.Broken(logger, path, e.Message);
            }

            await Task.Delay(backoff.Next(), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3311, LogLevel.Warning, "The lines for {Path} do not come and are asked for again: {Error}")]
        public static partial void Broken(ILogger logger, string path, string error);

        [LoggerMessage(3312, LogLevel.Debug, "The lines for {Path} still do not come: {Error}")]
        public static partial void StillBroken(ILogger logger, string path, string error);
    }
}
