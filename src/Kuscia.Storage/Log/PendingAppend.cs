namespace Kuscia.Storage.Log;

/// <summary>A write that waits for its transaction.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">New bytes; null deletes the key.</param>
/// <param name="ExpectedRevision">The key's present revision; 0 when it must not exist.</param>
/// <param name="LeaseSeconds">0 for none.</param>
internal sealed record PendingAppend(string Key, ReadOnlyMemory<byte>? Value, long ExpectedRevision, long LeaseSeconds)
{
    /// <summary>What else must hold; null for nothing.</summary>
    public AppendConditions? Conditions { get; init; }

    /// <summary>Whether the live row of the key, or its absence, stands in the way.</summary>
    public bool IsBarredBy(LogRow? live) => (live?.Id ?? 0) != ExpectedRevision || (live is null && Value is null);
}

/// <summary>What a pending write came to: the new row, or the live row of its key when it was refused.</summary>
internal sealed record AppendOutcome(LogRow? Written, LogRow? Obstacle)
{
    /// <summary>Why nothing was written.</summary>
    public AppendRefusal Refusal { get; init; }
}
