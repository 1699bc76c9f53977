namespace Kuscia.Storage.Log;

/// <summary>What a store holds.</summary>
/// <param name="Revision">The newest revision.</param>
/// <param name="Compacted">History up to here is gone.</param>
/// <param name="Objects">Keys that exist.</param>
public sealed record StoreStatus(long Revision, long Compacted, long Objects);

/// <summary>How a store is copied.</summary>
public sealed record StoreTransferOptions
{
    /// <summary>True replaces what the target holds; false (default) refuses a target that is not empty.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Revisions left out before the next one: for clients that may know later ones than the source has. Default 0.</summary>
    public long Skip { get; init; }
}

/// <summary>What a copy did.</summary>
/// <param name="Source">The revision of the source that was copied.</param>
/// <param name="Revision">The newest revision of the target now.</param>
/// <param name="Objects">Objects, the same number in both.</param>
/// <param name="Bytes">Bytes of their values.</param>
/// <param name="Checksum">SHA-256 of their keys, revisions, leases and values, the same in both.</param>
/// <param name="Replaced">Objects that the target held before.</param>
public sealed record StoreTransferResult(long Source, long Revision, long Objects, long Bytes, string Checksum, long Replaced);
