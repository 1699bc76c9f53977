namespace Kuscia.Storage.Log;

/// <summary>What appending needs of an open transaction in which nobody else appends.</summary>
internal interface IAppendTransaction
{
    /// <summary>The newest row of each key that has one, deletions included, in any order.</summary>
    Task<IReadOnlyList<LogRow>> LatestAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Rows after a revision whose keys have a prefix, in order.</summary>
    Task<IReadOnlyList<LogRow>> SinceAsync(string prefix, long revision, CancellationToken cancellationToken);

    /// <summary>Inserts rows in their order; their ids.</summary>
    Task<IReadOnlyList<long>> InsertAsync(IReadOnlyList<LogRow> rows, CancellationToken cancellationToken);
}
