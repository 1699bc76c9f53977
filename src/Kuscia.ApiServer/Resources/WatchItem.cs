using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;

namespace Kuscia.ApiServer.Resources;

/// <summary>One thing that a watcher is told: an event with its object, a bookmark (no object) or the failure that ends the watch.</summary>
internal sealed record WatchItem(ObjectEventType Type, StoredObject? Object, long Revision)
{
    /// <summary>The shared event that this comes from, when there is one.</summary>
    public ObjectEvent? Source { get; init; }

    /// <summary>True when <see cref="Object"/> is the state before the event (the object ceased to match).</summary>
    public bool IsPrevious { get; init; }

    /// <summary>True for the bookmark that ends the initial events.</summary>
    public bool EndsInitialEvents { get; init; }

    /// <summary>The failure; then nothing else counts and the watch is over.</summary>
    public ApiStatus? Failure { get; init; }

    /// <summary>A watch that ends because history is gone.</summary>
    public static WatchItem Expired(string message) =>
        new(ObjectEventType.Bookmark, null, 0) { Failure = new ApiStatus(410, "Expired", message) };

    /// <summary>The line of a JSON watch stream for an object event.</summary>
    public ReadOnlyMemory<byte> Frame() => Source is not null ? Source.Frame(Type, IsPrevious) : ObjectEvent.Encode(Type, Object!); // not null: only called for object events
}
