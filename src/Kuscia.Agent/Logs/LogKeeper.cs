using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Logs;

/// <summary>Watches the logs of running containers: notes when they grow and rotates those that grow too large. Thread-safe.</summary>
internal sealed partial class LogKeeper(AgentOptions options, TimeProvider time, ILogger<LogKeeper> logger)
{
    private readonly ConcurrentDictionary<string, long> _sizes = new(StringComparer.Ordinal);

    /// <summary>Paths whose container runs now.</summary>
    public bool IsLive(string log) => _sizes.ContainsKey(log);

    /// <summary>Begins to watch a log.</summary>
    public void Add(string log)
    {
        IReadOnlyList<(long Offset, DateTimeOffset Time)> known = LogTimes.Read(log);
        _sizes[log] = known.Count > 0 ? Math.Min(known[^1].Offset + 1, SizeOf(log)) : 0;
    }

    /// <summary>Takes a last look and stops watching.</summary>
    public void Remove(string log)
    {
        Sample(log);
        _sizes.TryRemove(log, out _);
    }

    /// <summary>Samples all watched logs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (string log in _sizes.Keys)
            {
                Sample(log);
            }

            await Task.Delay(options.Timing.LogSampling, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Sample(string log)
    {
        try
        {
            long size = SizeOf(log);
            if (!_sizes.TryGetValue(log, out long before))
            {
                return;
            }

            if (size > before)
            {
                LogTimes.Append(log, before, time.GetUtcNow());
                _sizes.TryUpdate(log, size, before);
            }

            if (size > options.Logs.MaxFileBytes)
            {
                Rotate(log);
                _sizes.TryUpdate(log, 0, size);
            }
        }
        catch (Exception e)
        {
            LogFailed(log, e);
        }
    }

    // The writer keeps its descriptor (opened for appending), so the content is copied away and the file emptied in place.
    private void Rotate(string log)
    {
        string old = $"{log}.{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}";
        using (FileStream source = new(log, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
        using (FileStream target = new(old, FileMode.CreateNew, FileAccess.Write))
        {
            source.CopyTo(target);
            source.SetLength(0);
        }

        File.Move(log + LogTimes.Extension, old + LogTimes.Extension, overwrite: true);
        IReadOnlyList<string> files = PodLogPaths.WithRotated(log);
        foreach (string surplus in files.Take(Math.Max(0, files.Count - Math.Max(2, options.Logs.MaxFiles))))
        {
            File.Delete(surplus);
            File.Delete(surplus + LogTimes.Extension);
        }
    }

    private static long SizeOf(string log)
    {
        FileInfo file = new(log);
        return file.Exists ? file.Length : 0;
    }

    private void LogFailed(string log, Exception e) => Log.Failed(logger, log, e);

    private static partial class Log
    {
        [LoggerMessage(3301, LogLevel.Warning, "Log file {Path} could not be looked after; it is tried again")]
        public static partial void Failed(ILogger logger, string path, Exception e);
    }
}
