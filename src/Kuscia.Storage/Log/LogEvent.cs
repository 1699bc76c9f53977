namespace Kuscia.Storage.Log;

/// <summary>What a row of the log did to its key.</summary>
public enum LogEventType
{
    /// <summary>The key appeared.</summary>
    Created,

    /// <summary>The key got a new value.</summary>
    Updated,

    /// <summary>The key is gone.</summary>
    Deleted,
}

/// <summary>One committed row of the log. Immutable, shared by all watchers, thread-safe.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Entry">The key after the change; for a deletion its last value with the revision of the deletion.</param>
/// <param name="PreviousValue">The value before the change; empty for a creation.</param>
/// <param name="PreviousRevision">Revision of the value before; 0 for a creation.</param>
public sealed record LogEvent(LogEventType Type, LogEntry Entry, ReadOnlyMemory<byte> PreviousValue, long PreviousRevision)
{
    private object? _view;

    /// <summary>The revision of the row.</summary>
    public long Revision => Entry.ModRevision;

    /// <summary>The reader's decoded form of this event: made once, then shared by all watchers. All readers of a log must use the same type.</summary>
    public TView View<TView>(Func<LogEvent, TView> make)
        where TView : class
    {
        ArgumentNullException.ThrowIfNull(make);
        if (Volatile.Read(ref _view) is TView view)
        {
            return view;
        }

        return Interlocked.CompareExchange(ref _view, make(this), null) as TView ?? (TView)_view!; // not null: either exchange stored one or another thread did
    }
}
