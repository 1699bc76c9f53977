using System.Runtime.CompilerServices;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Objects;

/// <summary>Reads a range of the log in pages of few bytes: a page of large objects has few of them, so that reading never needs much memory at once.</summary>
internal static class LogPages
{
    private const int FirstRows = 16;
    private const int MostRows = 500;
    private const long WantedBytes = 4 << 20;

    /// <summary>The pages of a range at one revision.</summary>
    public static async IAsyncEnumerable<LogPage> ReadAsync(RevisionLog log, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int rows = FirstRows;
        while (true)
        {
            LogPage page = await log.ListAsync(query with { Limit = rows, CountRemaining = false }, cancellationToken);
            yield return page;
            if (!page.More)
            {
                yield break;
            }

            long bytes = 1;
            foreach (LogEntry entry in page.Entries)
            {
                bytes += entry.Value.Length;
            }

            rows = (int)Math.Clamp(WantedBytes * page.Entries.Count / bytes, 1, MostRows);
            query = query with { Revision = page.Revision, AfterKey = page.Entries[^1].Key };
        }
    }
}
