using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kuscia.Psi.Kernels;

/// <summary>The round keys of AES-128 (FIPS 197 §5.2) by the processor's key instruction, so that no table is indexed with a secret.</summary>
internal static class AesKeySchedule
{
    /// <summary>The eleven round keys.</summary>
    public static Vector128<byte>[] Expand(ReadOnlySpan<byte> key)
    {
        Vector128<byte> k = Vector128.Create(key);
        Vector128<byte>[] keys = new Vector128<byte>[11];
        keys[0] = k;
        keys[1] = k = Next(k, Aes.KeygenAssist(k, 0x01));
        keys[2] = k = Next(k, Aes.KeygenAssist(k, 0x02));
        keys[3] = k = Next(k, Aes.KeygenAssist(k, 0x04));
        keys[4] = k = Next(k, Aes.KeygenAssist(k, 0x08));
        keys[5] = k = Next(k, Aes.KeygenAssist(k, 0x10));
        keys[6] = k = Next(k, Aes.KeygenAssist(k, 0x20));
        keys[7] = k = Next(k, Aes.KeygenAssist(k, 0x40));
        keys[8] = k = Next(k, Aes.KeygenAssist(k, 0x80));
        keys[9] = k = Next(k, Aes.KeygenAssist(k, 0x1b));
        keys[10] = Next(k, Aes.KeygenAssist(k, 0x36));
        return keys;
    }

    private static Vector128<byte> Next(Vector128<byte> key, Vector128<byte> assist)
    {
        Vector128<byte> word = Sse2.Shuffle(assist.AsInt32(), 0xff).AsByte();
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 8);
        return key ^ word;
    }
}
