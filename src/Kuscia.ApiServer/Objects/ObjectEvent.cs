using System.Buffers;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Objects;

/// <summary>A log event as objects, decoded once for all watchers, with its wire frames made at most once each. Thread-safe.</summary>
internal sealed class ObjectEvent
{
    private readonly byte[]?[] _frames = new byte[]?[3];
    private readonly Lazy<StoredObject> _previous;
    private object? _typed;

    private ObjectEvent(LogEvent change)
    {
        Change = change;
        Current = ObjectCodec.Decode(change.Entry.Key, change.Revision, change.Entry.Value);
        _previous = new Lazy<StoredObject>(() => ObjectCodec.Decode(change.Entry.Key, change.Revision, change.PreviousValue));
    }

    /// <summary>The row.</summary>
    public LogEvent Change { get; }

    /// <summary>The object after the change, or its last state for a deletion.</summary>
    public StoredObject Current { get; }

    /// <summary>The object before the change with the version of the change; only for updates.</summary>
    public StoredObject Previous => _previous.Value;

    /// <summary>The shared decoded form of a row.</summary>
    public static ObjectEvent Of(LogEvent change) => change.View(c => new ObjectEvent(c));

    /// <summary>The object after the change as a record, read once for all watchers of this process that want the same type.</summary>
    public T Typed<T>(Func<StoredObject, T> read)
        where T : class
    {
        if (Volatile.Read(ref _typed) is T known)
        {
            return known;
        }

        T typed = read(Current);
        Interlocked.CompareExchange(ref _typed, typed, null);
        return typed;
    }

    /// <summary>The line of a watch stream.</summary>
    public ReadOnlyMemory<byte> Frame(ObjectEventType type, bool previous)
    {
        if (previous)
        {
            return Encode(type, Previous);
        }

        return _frames[(int)type] ??= Encode(type, Current);
    }

    /// <summary>The line of a watch stream for an object.</summary>
    public static byte[] Encode(ObjectEventType type, StoredObject value)
    {
        ArrayBufferWriter<byte> output = new(value.Length + 40);
        output.Write(Opening(type));
        output.Write(value.Utf8.Span);
        output.Write("}\n"u8);
        return output.WrittenSpan.ToArray();
    }

    private static ReadOnlySpan<byte> Opening(ObjectEventType type) => type switch
    {
        ObjectEventType.Added => "{\"type\":\"ADDED\",\"object\":"u8,
        ObjectEventType.Modified => "{\"type\":\"MODIFIED\",\"object\":"u8,
        ObjectEventType.Deleted => "{\"type\":\"DELETED\",\"object\":"u8,
        _ => "{\"type\":\"BOOKMARK\",\"object\":"u8,
    };
}

/// <summary>What a watcher is told.</summary>
internal enum ObjectEventType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}
