namespace Kuscia.Storage.Log;

/// <summary>What must hold in the transaction of a write, beside the revision of its own key. Looked at there, so it holds against every process that writes to the table.</summary>
public sealed record AppendConditions
{
    /// <summary>What the writer acts on behalf of; null for nothing.</summary>
    public WriteFence? Fence { get; init; }

    /// <summary>What the new value takes that no other may have; null for nothing.</summary>
    public RangeClaim? Claim { get; init; }
}

/// <summary>Refuses a writer that has lost what it acts on behalf of: the state of another key decides.</summary>
/// <param name="Key">The key looked at.</param>
/// <param name="IsOpen">Whether its present state (null when there is none) lets the write pass. Called in the transaction: must be quick and must not throw.</param>
public sealed record WriteFence(string Key, Func<LogEntry?, bool> IsOpen);

/// <summary>Something unique among the keys with a prefix, chosen from their state at a revision; refused when a key written since then has it too.</summary>
/// <param name="Prefix">The keys.</param>
/// <param name="Since">The revision from whose state it was chosen.</param>
/// <param name="Collides">Whether the state of another key has it. Called in the transaction: must be quick and must not throw.</param>
public sealed record RangeClaim(string Prefix, long Since, Func<LogEntry, bool> Collides);

/// <summary>Why a write was refused.</summary>
public enum AppendRefusal
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The key was not at the expected revision.</summary>
    Revision,

    /// <summary>The fence was closed.</summary>
    Fence,

    /// <summary>Another key has what it claims.</summary>
    Claim,
}
