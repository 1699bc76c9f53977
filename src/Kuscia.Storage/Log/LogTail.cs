namespace Kuscia.Storage.Log;

/// <summary>
/// The one place where events are handed out: what the table holds behind the last revision handed out, whoever wrote it, without a hole. What a commit returned
/// is handed out at once when nothing lies before it. Used by the writer alone.
/// </summary>
internal sealed class LogTail(IDialect dialect, LogGaps gaps, WatchHub hub, KeyIndex index, LeaseExpiry leases, Action<long> compacted)
{
    private const int Page = 500;

    /// <summary>Hands out the rows of a commit; rows of others that lie before or between them are read first.</summary>
    public async Task PublishAsync(IReadOnlyList<LogRow> rows)
    {
        if (Whole(rows) < rows.Count)
        {
            await CatchUpAsync([]);
            return;
        }

        Publish(rows);
    }

    /// <summary>
    /// Reads and hands out everything behind the last revision handed out, and adds it to <paramref name="seen"/>. False when history was compacted beyond that
    /// revision, so that some of it was not seen.
    /// </summary>
    public async Task<bool> CatchUpAsync(List<LogRow> seen)
    {
        bool complete = true;
        while (true)
        {
            LogRows page = await dialect.AfterAsync(hub.Published, long.MaxValue, Page, CancellationToken.None);
            if (page.Rows.Count == 0)
            {
                return complete;
            }

            int whole = Whole(page.Rows);
            LogRow[] rows = [.. page.Rows.Take(whole)];
            Publish(rows);
            seen.AddRange(rows);
            if (whole == page.Rows.Count)
            {
                continue;
            }

            if (page.Compacted > hub.Published)
            {
                complete = false;
                await JumpAsync(page.Compacted);
                continue;
            }

            await gaps.CloseAsync(hub.Published + 1, page.Rows[whole].Id - 1, CancellationToken.None);
        }
    }

    // Number of rows that follow what was handed out without a hole.
    private int Whole(IReadOnlyList<LogRow> rows)
    {
        int whole = 0;
        while (whole < rows.Count && rows[whole].Id == hub.Published + whole + 1)
        {
            whole++;
        }

        return whole;
    }

    // Another compacted what was not yet read here, as after a long stop: watchers list anew.
    private async Task JumpAsync(long revision)
    {
        compacted(revision);
        leases.Track((await dialect.LeasedAsync(CancellationToken.None)).Select(r => r.ToEvent()));
        index.Start(revision);
        hub.Jump(revision);
    }

    private void Publish(IReadOnlyList<LogRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        LogEvent[] events = [.. rows.Where(r => !r.IsHidden).Select(r => r.ToEvent())];
        leases.Track(events);
        index.Track(events, rows[^1].Id);
        hub.Publish(events, rows[^1].Id);
    }
}
