using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Vole;

/// <summary>The generators that grow from the keys of the base transfers.</summary>
internal static class VoleSeeds
{
    /// <summary>Base transfers: 128 for the extension of transfers and 128 for the bits of Delta; the two secrets are independent.</summary>
    public const int Count = 256;

    /// <summary>A generator for each key.</summary>
    public static FixedKeyAes[] Streams(ReadOnlySpan<byte> keys)
    {
        FixedKeyAes[] streams = new FixedKeyAes[keys.Length / BaseTransfers.KeyLength];
        for (int i = 0; i < streams.Length; i++)
        {
            streams[i] = new(keys.Slice(i * BaseTransfers.KeyLength, BaseTransfers.KeyLength));
        }

        return streams;
    }

    /// <summary>Clears all keys.</summary>
    public static void Clear(FixedKeyAes[] streams)
    {
        foreach (FixedKeyAes stream in streams)
        {
            stream.Dispose();
        }
    }
}
