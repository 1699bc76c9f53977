namespace Kuscia.Storage.Log;

/// <summary>The state of a key at one revision.</summary>
/// <param name="Key">Key path, for example <c>/registry/pods/default/a</c>.</param>
/// <param name="Value">Stored bytes; must not be changed.</param>
/// <param name="ModRevision">Revision that wrote this value.</param>
/// <param name="CreateRevision">Revision that created the key.</param>
/// <param name="LeaseSeconds">Seconds until the key deletes itself, counted from this revision; 0 for never.</param>
public sealed record LogEntry(string Key, ReadOnlyMemory<byte> Value, long ModRevision, long CreateRevision, long LeaseSeconds);

/// <summary>Keys of one range at one revision.</summary>
/// <param name="Entries">In key order.</param>
/// <param name="Revision">The revision shown.</param>
/// <param name="More">True when the limit cut the range.</param>
/// <param name="Remaining">Number of keys behind the cut; 0 when nothing was cut or nobody asked.</param>
public sealed record LogPage(IReadOnlyList<LogEntry> Entries, long Revision, bool More, long Remaining);

/// <summary>What came of a compare-and-append.</summary>
/// <param name="Succeeded">False when the key was not at the expected revision.</param>
/// <param name="Revision">Revision of the new row, or the newest revision of the log when it failed.</param>
/// <param name="Current">The key's state after success (null after a delete), or the state that stood in the way (null when the key does not exist).</param>
public sealed record AppendResult(bool Succeeded, long Revision, LogEntry? Current)
{
    /// <summary>Why it failed.</summary>
    public AppendRefusal Refusal { get; init; }
}
