using Microsoft.Extensions.Logging;

namespace Kuscia.Storage.Log;

/// <summary>
/// Revisions that are not in the table while later ones are: a transaction that took its number earlier may still commit, or it was given up and its number is
/// lost. They are waited for briefly and then filled with rows without meaning, so that nothing can come there any more and no watcher misses a late commit.
/// </summary>
internal sealed partial class LogGaps(IDialect dialect, TimeProvider time, ILogger<LogGaps> logger)
{
    private const int Step = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns when every revision of the range is taken, or when it is known to be compacted.</summary>
    public async Task CloseAsync(long first, long last, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        for (TimeSpan pause = FirstPause; time.GetElapsedTime(began) < Patience; pause *= 2)
        {
            await Task.Delay(pause, time, cancellationToken);
            LogRows now = await dialect.AfterAsync(first - 1, last, Step, cancellationToken);
            if (now.Compacted >= first || now.Rows.Count == last - first + 1)
            {
                return;
            }
        }

        for (long from = first; from <= last; from += Step)
        {
            await dialect.FillAsync(from, Math.Min(from + Step - 1, last), cancellationToken);
        }

        Log.Filled(logger, first, last);
    }

    /// <summary>
    /// Closes the holes among the newest revisions, before a log begins at <paramref name="current"/>: what is older than these cannot be in work any more.
    /// </summary>
    public async Task CloseBeforeAsync(long current, long compacted, CancellationToken cancellationToken)
    {
        long expected = Math.Max(compacted, current - Step) + 1;
        while (expected <= current)
        {
            LogRows rows = await dialect.AfterAsync(expected - 1, current, Step, cancellationToken);
            foreach (LogRow row in rows.Rows)
            {
                if (row.Id > expected && expected > rows.Compacted)
                {
                    await CloseAsync(expected, row.Id - 1, cancellationToken);
                }

                expected = row.Id + 1;
            }

            if (rows.Rows.Count == 0)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1205, LogLevel.Debug, "Revisions {First} to {Last} were never written, or given up; they are filled")]
        public static partial void Filled(ILogger logger, long first, long last);
    }
}
