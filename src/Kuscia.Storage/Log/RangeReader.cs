namespace Kuscia.Storage.Log;

/// <summary>Reads a range of keys at a revision: by the places of its keys where the index knows them, which costs what is returned, and otherwise by searching the table.</summary>
/// <param name="dialect">The table.</param>
/// <param name="index">Its live keys.</param>
/// <param name="ensureReadable">Takes the revision shown and the compacted revision read after it; throws when the first is no longer whole.</param>
internal sealed class RangeReader(IDialect dialect, KeyIndex index, Action<long, long> ensureReadable)
{
    private const int RowsAtOnce = 1000;

    /// <summary>One page.</summary>
    public async Task<LogPage> ReadAsync(LogQuery query, long revision, CancellationToken cancellationToken)
    {
        string end = KeyRange.End(query.Prefix);
        string start = query.AfterKey is null ? query.Prefix : KeyRange.Behind(query.AfterKey);
        int limit = query.Limit > 0 ? query.Limit + 1 : 0;
        IReadOnlyList<LogRow> rows = await IndexedAsync(start, end, revision, limit, cancellationToken) ?? await SearchedAsync(start, end, revision, limit, cancellationToken);
        bool more = query.Limit > 0 && rows.Count > query.Limit;
        LogEntry[] entries = [.. rows.Take(more ? query.Limit : rows.Count).Select(r => r.ToEntry())];
        long remaining = more && query.CountRemaining ? await RemainingAsync(KeyRange.Behind(entries[^1].Key), end, revision, cancellationToken) : 0;
        return new LogPage(entries, revision, more, remaining);
    }

    // Null when the index does not know the revision, or a row was compacted since.
    private async Task<IReadOnlyList<LogRow>?> IndexedAsync(string start, string end, long revision, int limit, CancellationToken cancellationToken)
    {
        if (index.Rows(start, end, revision, limit) is not { } ids)
        {
            return null;
        }

        List<LogRow> rows = new(ids.Count);
        foreach (long[] some in ids.Chunk(RowsAtOnce))
        {
            LogRows found = await dialect.RowsAsync(some, cancellationToken);
            ensureReadable(revision, found.Compacted);
            Dictionary<long, LogRow> byId = found.Rows.ToDictionary(r => r.Id);
            foreach (long id in some)
            {
                if (!byId.TryGetValue(id, out LogRow? row))
                {
                    return null;
                }

                rows.Add(row);
            }
        }

        return rows;
    }

    private async Task<IReadOnlyList<LogRow>> SearchedAsync(string start, string end, long revision, int limit, CancellationToken cancellationToken)
    {
        LogRows found = await dialect.ListAsync(start, end, revision, limit, cancellationToken);
        ensureReadable(revision, found.Compacted);
        return found.Rows;
    }

    private async Task<long> RemainingAsync(string start, string end, long revision, CancellationToken cancellationToken) =>
        index.Count(start, end, revision) ?? await dialect.CountAsync(start, end, revision, cancellationToken);
}
