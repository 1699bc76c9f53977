namespace Kuscia.Storage.Log;

/// <summary>What a look at the files of a store found.</summary>
public sealed record StoreReport
{
    /// <summary>Path of the database file.</summary>
    public required string Path { get; init; }

    /// <summary>What is wrong, one sentence each; empty for a sound store.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>The newest revision in the table; 0 when there is none or it cannot be read.</summary>
    public long LastRevision { get; init; }

    /// <summary>The last acknowledged revision according to the mark beside the file; 0 without a mark.</summary>
    public long MarkedRevision { get; init; }

    /// <summary>Revisions that were acknowledged and are gone, as ranges in order; what is older than the last compaction cannot be told.</summary>
    public IReadOnlyList<RevisionRange> Lost { get; init; } = [];

    /// <summary>True when nothing is wrong.</summary>
    public bool IsSound => Findings.Count == 0;
}

/// <summary>Revisions from the first to the last, both included.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
public readonly record struct RevisionRange(long First, long Last)
{
    /// <inheritdoc/>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
