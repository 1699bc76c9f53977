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

/// <summary>A watcher did not read fast enough and lost its place: list again.</summary>
public sealed class WatchOverflowException(string prefix, int capacity, long maxBytes)
    : Exception($"the watcher of {prefix} fell more than {capacity} events or {maxBytes >> 20} MiB behind and was closed; list again and watch from there");

/// <summary>The store cannot be opened, read or written; the message names the file and the cure.</summary>
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
}
