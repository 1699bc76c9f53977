namespace Kuscia.Psi.Kernels;

/// <summary>The second operand of a point addition, with the sums that do not depend on the first.</summary>
/// <param name="YPlusX">Y + X.</param>
/// <param name="YMinusX">Y - X.</param>
/// <param name="Z2">2Z.</param>
/// <param name="T2D">2dT.</param>
internal readonly record struct CachedPoint(FieldElement YPlusX, FieldElement YMinusX, FieldElement Z2, FieldElement T2D)
{
    /// <summary>The neutral element.</summary>
    public static CachedPoint Identity =>
        new(FieldElement.One, FieldElement.One, FieldElement.One + FieldElement.One, FieldElement.Zero);

    /// <summary>Selects without a branch: <paramref name="b"/> when choice is 1, <paramref name="a"/> when 0.</summary>
    public static CachedPoint Select(in CachedPoint a, in CachedPoint b, ulong choice) => new(
        FieldElement.Select(a.YPlusX, b.YPlusX, choice),
        FieldElement.Select(a.YMinusX, b.YMinusX, choice),
        FieldElement.Select(a.Z2, b.Z2, choice),
        FieldElement.Select(a.T2D, b.T2D, choice));

    /// <summary>The negative when choice is 1, the point itself when 0; no branch.</summary>
    public CachedPoint Negate(ulong choice) => new(
        FieldElement.Select(YPlusX, YMinusX, choice),
        FieldElement.Select(YMinusX, YPlusX, choice),
        Z2,
        FieldElement.Select(T2D, -T2D, choice));
}
