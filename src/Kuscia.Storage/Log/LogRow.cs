using System.Globalization;
using System.Runtime.InteropServices;

namespace Kuscia.Storage.Log;

/// <summary>One row of the <c>kine</c> table.</summary>
internal sealed record LogRow(
    long Id, string Name, bool Created, bool Deleted, long CreateRevision, long PrevRevision, long Lease, ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte> OldValue)
{
    /// <summary>Name of the row whose prev_revision holds the compacted revision.</summary>
    public const string CompactKey = "compact_rev_key";

    private const string GapPrefix = "gap-";

    /// <summary>True for rows that are no version of a key: the compacted revision, and the fillings of revisions that nobody wrote.</summary>
    public bool IsHidden => Name == CompactKey || Name.StartsWith(GapPrefix, StringComparison.Ordinal);

    /// <summary>Name of the row that fills a revision which nobody wrote.</summary>
    public static string GapName(long revision) => string.Create(CultureInfo.InvariantCulture, $"{GapPrefix}{revision}");

    /// <summary>The key that every store has, as made at a revision.</summary>
    public static LogRow Health(long revision) => new(revision, RevisionLog.HealthKey, true, false, 0, 0, 0, RevisionLog.HealthValue, default);

    /// <summary>A value as the parameter of a command, without a copy where that is possible.</summary>
    public static byte[] Bytes(ReadOnlyMemory<byte> value) =>
        MemoryMarshal.TryGetArray(value, out ArraySegment<byte> segment)
        && segment.Array is byte[] array && segment.Offset == 0 && segment.Count == array.Length ? array : value.ToArray();

    /// <summary>The key's state that this row made.</summary>
    public LogEntry ToEntry() => new(Name, Value, Id, Created ? Id : CreateRevision, Lease);

    /// <summary>The row as an event.</summary>
    public LogEvent ToEvent()
    {
        LogEventType type = Created ? LogEventType.Created : Deleted ? LogEventType.Deleted : LogEventType.Updated;
        return new LogEvent(type, ToEntry(), Created ? default : OldValue, Created ? 0 : PrevRevision);
    }
}

/// <summary>Rows, and the revision up to which history was compacted when they had been read: what they show at an older revision may not be whole.</summary>
internal sealed record LogRows(IReadOnlyList<LogRow> Rows, long Compacted);
