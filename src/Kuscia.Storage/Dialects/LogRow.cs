using Kuscia.Storage.Log;

namespace Kuscia.Storage.Dialects;

/// <summary>One row of the <c>kine</c> table.</summary>
internal sealed record LogRow(
    long Id, string Name, bool Created, bool Deleted, long CreateRevision, long PrevRevision, long Lease, ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte> OldValue)
{
    /// <summary>The key's state that this row made.</summary>
    public LogEntry ToEntry() => new(Name, Value, Id, Created ? Id : CreateRevision, Lease);

    /// <summary>The row as an event.</summary>
    public LogEvent ToEvent()
    {
        LogEventType type = Created ? LogEventType.Created : Deleted ? LogEventType.Deleted : LogEventType.Updated;
        return new LogEvent(type, ToEntry(), Created ? default : OldValue, Created ? 0 : PrevRevision);
    }
}
