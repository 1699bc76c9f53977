using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kuscia.Psi.Kernels;

/// <summary>The second operand of a point addition, with the sums that do not depend on the first.</summary>
/// <param name="YPlusX">Y + X.</param>
/// <param name="YMinusX">Y - X.</param>
/// <param name="Z2">2Z.</param>
/// <param name="T2D">2dT.</param>
internal record struct CachedPoint(FieldElement YPlusX, FieldElement YMinusX, FieldElement Z2, FieldElement T2D)
{
    /// <summary>The neutral element.</summary>
    public static CachedPoint Identity =>
        new(FieldElement.One, FieldElement.One, FieldElement.One + FieldElement.One, FieldElement.Zero);

    /// <summary>Takes over the bits of <paramref name="other"/> when the mask is all ones, nothing when it is zero.</summary>
    public void Merge(in CachedPoint other, ulong mask)
    {
        Span<ulong> own = MemoryMarshal.Cast<CachedPoint, ulong>(new Span<CachedPoint>(ref this));
        ReadOnlySpan<ulong> bits = MemoryMarshal.Cast<CachedPoint, ulong>(new ReadOnlySpan<CachedPoint>(in other));
        Vector128<ulong> masks = Vector128.Create(mask);
        for (int i = 0; i + 1 < own.Length; i += 2)
        {
            (Vector128.Create<ulong>(own[i..]) | (Vector128.Create(bits[i..]) & masks)).CopyTo(own[i..]);
        }
    }

    /// <summary>The negative when choice is 1, the point itself when 0; no branch.</summary>
    public readonly CachedPoint Negate(ulong choice) => new(
        FieldElement.Select(YPlusX, YMinusX, choice),
        FieldElement.Select(YMinusX, YPlusX, choice),
        Z2,
        FieldElement.Select(T2D, -T2D, choice));
}
