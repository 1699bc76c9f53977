using System.Runtime.InteropServices;

namespace Kuscia.Psi.Kernels;

/// <summary>
/// Eight elements of GF(2^255 - 19) side by side: ten limbs of alternately 26 and 25 bits, each limb as eight 64-bit lanes.
/// Lives in memory aligned to 64 bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FieldVector
{
    /// <summary>Elements side by side.</summary>
    public const int Lanes = 8;

    /// <summary>Limbs of an element.</summary>
    public const int LimbCount = 10;

    /// <summary>The limbs: limb i of lane k at 8i + k.</summary>
    public fixed ulong Limbs[Lanes * LimbCount];
}
