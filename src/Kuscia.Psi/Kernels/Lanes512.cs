using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Real = System.Runtime.Intrinsics.Vector512<double>;
using Word = System.Runtime.Intrinsics.Vector512<ulong>;

namespace Kuscia.Psi.Kernels;

/// <summary>Eight lanes in 512-bit registers.</summary>
internal readonly struct Lanes512 : ILanes<Real, Word>
{
    /// <inheritdoc/>
    public static string Name => "avx512";

    /// <inheritdoc/>
    public static bool IsSupported => Avx512F.IsSupported && Vector512.IsHardwareAccelerated && BitConverter.IsLittleEndian;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Splat(double value) => Vector512.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word Splat(ulong value) => Vector512.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Add(Real a, Real b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Subtract(Real a, Real b) => a - b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word Add(Word a, Word b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word Bits(Real a) => a.AsUInt64();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real High(Real a, Real b) => Avx512F.FusedMultiplyAdd(a, b, Vector512.Create(LaneNumbers.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word Low(Real a, Real b, Real high) =>
        Avx512F.FusedMultiplyAdd(a, b, Vector512.Create(LaneNumbers.Upper + LaneNumbers.Lower) - high).AsUInt64();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word Fold(Word low, Word high) => low + high + (high << 1) + (high << 4);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word Carry(Word column) => column >>> LaneNumbers.LimbBits;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word Carry19(Word column) =>
        Avx512F.Multiply((column >>> LaneNumbers.LimbBits).AsUInt32(), Vector512.Create(19UL).AsUInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Limb(Word column, Word carry, double back) =>
        (((column & Vector512.Create(LaneNumbers.Mask)) | Vector512.Create(LaneNumbers.WholeBits)) + carry).AsDouble() - Vector512.Create(back);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Round(Real a) => a + Vector512.Create(LaneNumbers.Upper) - Vector512.Create(LaneNumbers.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real AddScaled(Real a, Real b, double factor) => Avx512F.FusedMultiplyAdd(b, Vector512.Create(factor), a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Negate(Real a, Word mask) => (a.AsUInt64() ^ (mask & Vector512.Create(1UL << 63))).AsDouble();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Select(Real a, Real b, Word mask) => Vector512.ConditionalSelect(mask, b.AsUInt64(), a.AsUInt64()).AsDouble();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Merge(Real a, Real b, Word mask) => (a.AsUInt64() | (b.AsUInt64() & mask)).AsDouble();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word Whole(Real a, ulong offset) =>
        (a + Vector512.Create(LaneNumbers.Lower)).AsUInt64() + Vector512.Create(unchecked(offset - LaneNumbers.LowerBits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word Rest(Word a) => a & Vector512.Create(LaneNumbers.Mask);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word Or(Word a, Word b) => a | b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word Except(Word a, Word b) => a & ~b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word IsZero(Word a) => Vector512.Equals(a, Word.Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Word IsOdd(Word a) => Word.Zero - (a & Word.One);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Extract(Word mask) => mask.ExtractMostSignificantBits();
}
