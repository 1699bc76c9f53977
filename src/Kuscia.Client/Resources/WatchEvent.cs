using Kuscia.Model.Meta;

namespace Kuscia.Client.Resources;

/// <summary>What happened to an object.</summary>
public enum WatchEventType
{
    /// <summary>The object appeared (or began to match the selector).</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone (or ceased to match); the event carries its last state.</summary>
    Deleted,

    /// <summary>No object: only its resourceVersion counts.</summary>
    Bookmark,
}

/// <summary>One event of a watch.</summary>
public sealed record WatchEvent<T>(WatchEventType Type, T Resource)
    where T : Resource
{
    /// <summary>About what the object takes in memory, in bytes; 0 when it did not come over a network.</summary>
    public long Weight { get; init; }
}
