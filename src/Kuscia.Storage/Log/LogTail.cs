using Kuscia.Storage.Dialects;

namespace Kuscia.Storage.Log;

/// <summary>
/// The one place where events are handed out: what a commit returned, or, after a fault, what the table really holds behind the last revision handed out. Used
/// by the writer alone.
/// </summary>
internal sealed class LogTail(IDialect dialect, WatchHub hub, LeaseExpiry leases)
{
    private const int Page = 500;

    /// <summary>Hands out the rows of a commit; rows of others that lie before them are read first.</summary>
    public async Task PublishAsync(IReadOnlyList<LogRow> rows)
    {
        if (rows.Count > 0 && rows[0].Id != hub.Published + 1)
        {
            await CatchUpAsync([]);
            return;
        }

        Publish(rows);
    }

    /// <summary>Reads and hands out everything behind the last revision handed out, and adds it to <paramref name="seen"/>.</summary>
    public async Task CatchUpAsync(List<LogRow> seen)
    {
        IReadOnlyList<LogRow> page;
        do
        {
            page = await dialect.AfterAsync(hub.Published, long.MaxValue, Page, CancellationToken.None);
            Publish(page);
            seen.AddRange(page);
        }
        while (page.Count > 0);
    }

    private void Publish(IReadOnlyList<LogRow> rows)
    {
        LogEvent[] events = [.. rows.Select(r => r.ToEvent())];
        leases.Track(events);
        hub.Publish(events);
    }
}
