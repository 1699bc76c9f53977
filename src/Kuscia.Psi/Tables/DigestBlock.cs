namespace Kuscia.Psi.Tables;

/// <summary>Digests of distinct keys, in the order of their first appearance.</summary>
/// <param name="Bytes">The digests one after the other.</param>
internal readonly record struct DigestBlock(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Digests in a full block: 64 KiB, small enough to stay out of the large object heap.</summary>
    public const int Capacity = 1024;

    /// <summary>Digests in this block.</summary>
    public int Count => Bytes.Length / KeyDigest.Length;
}
