using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Okvs;

/// <summary>
/// Where a key stands: its bucket and bin, its three columns, and the seed of its dense part. AES under keys that both parties drew together
/// after they had fixed their sets, so that no set can be made to fail. Keys are digests.
/// </summary>
internal sealed class OkvsHash(ReadOnlySpan<byte> seed) : IDisposable
{
    private readonly FixedKeyAes _places = Create(seed, "places");
    private readonly FixedKeyAes _columns = Create(seed, "columns");
    private readonly FixedKeyAes _dense = Create(seed, "dense");

    /// <summary>Hashes that <see cref="Bucket"/> and <see cref="Bin"/> read.</summary>
    public void Places(ReadOnlySpan<Block> keys, Span<Block> places) => _places.Hash(keys, places);

    /// <summary>Hashes that <see cref="Columns(Block, uint)"/> reads.</summary>
    public void Columns(ReadOnlySpan<Block> keys, Span<Block> columns) => _columns.Hash(keys, columns);

    /// <summary>Dense seeds k: the dense part of a row is k, k^2, k^3, … (§2, "Field row").</summary>
    public void Dense(ReadOnlySpan<Block> keys, Span<Block> seeds) => _dense.Hash(keys, seeds);

    /// <summary>The bucket of a key; 32 random bits scaled, as everywhere here: the bias is below count / 2^32.</summary>
    public static int Bucket(Block place, int buckets) => (int)(((place.GetElement(1) >> 32) * (ulong)buckets) >> 32);

    /// <summary>The bin of a key.</summary>
    public static int Bin(Block place, int bins) => (int)(((place.ToScalar() >> 32) * (ulong)bins) >> 32);

    /// <summary>Three different columns, each set equally likely.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint First, uint Second, uint Third) Columns(Block hash, uint count)
    {
        ulong low = hash.ToScalar();
        uint a = (uint)(((ulong)(uint)low * count) >> 32);
        uint b = (uint)(((low >> 32) * (count - 1)) >> 32);
        uint c = (uint)(((ulong)(uint)hash.GetElement(1) * (count - 2)) >> 32);
        b += b >= a ? 1u : 0u;
        uint smaller = Math.Min(a, b);
        uint larger = Math.Max(a, b);
        c += c >= smaller ? 1u : 0u;
        c += c >= larger ? 1u : 0u;
        return (a, b, c);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        _columns.Dispose();
        _dense.Dispose();
    }

    private static FixedKeyAes Create(ReadOnlySpan<byte> seed, string use) =>
        new(SHA256.HashData([.. seed, .. Encoding.ASCII.GetBytes(use)]).AsSpan(0, 16));
}
