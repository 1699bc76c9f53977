namespace Kuscia.Storage.Log;

/// <summary>Tells from the rows of the table what came of a batch whose commit threw. A batch is one transaction: all of it is stored or nothing.</summary>
internal static class AmbiguousCommit
{
    /// <summary>
    /// The outcome of each write; null for one that is not stored although nothing stands in its way: it failed. A write that is not among the rows of a stored
    /// batch met an obstacle, which is what its key holds now.
    /// </summary>
    public static async Task<IReadOnlyList<AppendOutcome?>> LookUpAsync(IReadOnlyList<PendingAppend> batch, IReadOnlyList<LogRow> rows, IDialect dialect)
    {
        LogRow?[] written = Match(batch, rows);
        bool stored = Array.Exists(written, w => w is not null);
        AppendOutcome?[] outcomes = new AppendOutcome?[batch.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (written[i] is LogRow row)
            {
                outcomes[i] = new AppendOutcome(row, null);
                continue;
            }

            LogRow? live = await dialect.LatestAsync(batch[i].Key, CancellationToken.None) is { Deleted: false } found ? found : null;

            // What its conditions met then cannot be told any more: such a write failed.
            bool refused = batch[i].IsBarredBy(live) || (stored && batch[i].Conditions is null);
            outcomes[i] = refused ? new AppendOutcome(null, live) { Refusal = AppendRefusal.Revision } : null;
        }

        return outcomes;
    }

    // Rows lie in the order of the writes; rows of other writers may lie between.
    private static LogRow?[] Match(IReadOnlyList<PendingAppend> batch, IReadOnlyList<LogRow> rows)
    {
        LogRow?[] written = new LogRow?[batch.Count];
        int next = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            for (int at = next; at < rows.Count; at++)
            {
                if (IsRowOf(batch[i], rows[at]))
                {
                    written[i] = rows[at];
                    next = at + 1;
                    break;
                }
            }
        }

        return written;
    }

    private static bool IsRowOf(PendingAppend append, LogRow row) =>
        row.Name == append.Key
        && row.Deleted == append.Value is null
        && (append.ExpectedRevision == 0 ? row.Created : row.PrevRevision == append.ExpectedRevision)
        && (append.Value is not { } value || row.Value.Span.SequenceEqual(value.Span));
}
