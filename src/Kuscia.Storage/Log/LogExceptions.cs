namespace Kuscia.Storage.Log;

/// <summary>The revision asked for was compacted: read the present state and go on from there.</summary>
public sealed class CompactedException(long requested, long compacted)
    : Exception($"revision {requested} is compacted (the oldest that can be read is {compacted})")
{
    /// <summary>The revision asked for.</summary>
    public long Requested { get; } = requested;

    /// <summary>The revision up to which history is gone.</summary>
    public long Compacted { get; } = compacted;
}

/// <summary>A watcher lost its place: list again.</summary>
public sealed class WatchOverflowException : Exception
{
    /// <summary>The watcher did not read fast enough.</summary>
    public WatchOverflowException(string prefix, int capacity, long maxBytes)
        : base($"the watcher of {prefix} fell more than {capacity} events or {maxBytes >> 20} MiB behind and was closed; list again and watch from there")
    {
    }

    /// <summary>The log was cut off from its table for so long that another compacted what the watcher had not seen.</summary>
    public WatchOverflowException(string prefix, long compacted)
        : base($"the watcher of {prefix} was closed: history up to revision {compacted} was compacted before it could be read; list again and watch from there")
    {
    }
}

/// <summary>The store cannot be opened, read or written; the message names the store and the cure.</summary>
public sealed class StoreException : Exception
{
    /// <summary>A message for the operator.</summary>
    public StoreException(string message)
        : base(message)
    {
    }

    /// <summary>A message for the operator with its cause.</summary>
    public StoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>True for a write that may have been stored: the store could not be asked. If it was, its event comes when the store works again.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>True when it is certain that nothing of the transaction is stored.</summary>
    internal bool IsNothingWritten { get; init; }
}
