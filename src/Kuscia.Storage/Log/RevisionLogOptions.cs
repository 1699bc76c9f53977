namespace Kuscia.Storage.Log;

/// <summary>Settings of a <see cref="RevisionLog"/>.</summary>
public sealed record RevisionLogOptions
{
    /// <summary>Path of the SQLite file; its folder is created when missing.</summary>
    public required string Path { get; init; }

    /// <summary>True (default) returns from a write only when it is on the disk; false leaves the last writes to the operating system.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Most bytes that the file may take; 0 (default) is limited by the disk alone. A full file refuses writes until history is compacted.</summary>
    public long MaxBytes { get; init; }

    /// <summary>Age from which history is compacted: 5 minutes, as in a Kubernetes API server.</summary>
    public static TimeSpan HistoryAge { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Revisions of history that are kept at most, however young: what lists have to pass over.</summary>
    public const long MaxHistory = 10_000;

    /// <summary>Revisions that are kept at least; default 1000.</summary>
    public long RetainedRevisions { get; init; } = 1000;

    /// <summary>Rows looked at in one compaction step; writers wait for one step at most. Default 500.</summary>
    public int CompactionBatch { get; init; } = 500;

    /// <summary>Events that a watcher may fall behind before it is closed; default 4096.</summary>
    public int WatchCapacity { get; init; } = 4096;

    /// <summary>Bytes of events that may wait for a watcher before it is closed; default 64 MiB.</summary>
    public long WatchBytes { get; init; } = 64L << 20;

    /// <summary>Writes that share one transaction at most; default 256.</summary>
    public const int CommitBatch = 256;
}
