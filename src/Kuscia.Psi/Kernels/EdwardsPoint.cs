namespace Kuscia.Psi.Kernels;

/// <summary>A point of edwards25519 in extended coordinates (x = X/Z, y = Y/Z, xy = T/Z).</summary>
/// <param name="X">Coordinate X.</param>
/// <param name="Y">Coordinate Y.</param>
/// <param name="Z">Coordinate Z.</param>
/// <param name="T">Coordinate T.</param>
internal readonly record struct EdwardsPoint(FieldElement X, FieldElement Y, FieldElement Z, FieldElement T)
{
    /// <summary>The neutral element.</summary>
    public static EdwardsPoint Identity => new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The sum of two points (complete for a = -1: valid for all inputs).</summary>
    public static EdwardsPoint Add(in EdwardsPoint p, in CachedPoint q)
    {
        FieldElement a = FieldElement.LooseDifference(p.Y, p.X) * q.YMinusX;
        FieldElement b = FieldElement.LooseSum(p.Y, p.X) * q.YPlusX;
        FieldElement c = p.T * q.T2D;
        FieldElement d = p.Z * q.Z2;
        FieldElement e = FieldElement.LooseDifference(b, a);
        FieldElement f = d - c;
        FieldElement g = FieldElement.LooseSum(d, c);
        FieldElement h = b + a;
        return new(e * f, g * h, g * f, e * h);
    }

    /// <summary>The double of the point; T is left out (zero) unless <paramref name="withT"/> is set.</summary>
    public EdwardsPoint Double(bool withT)
    {
        FieldElement a = X.Square();
        FieldElement b = Y.Square();
        FieldElement z = Z.Square();
        FieldElement h = a + b;
        FieldElement e = FieldElement.LooseDifference(h, (X + Y).Square());
        FieldElement g = FieldElement.LooseDifference(a, b);
        FieldElement f = FieldElement.LooseSum(z, z) + g;
        return new(e * f, g * h, g * f, withT ? e * h : FieldElement.Zero);
    }

    /// <summary>The form that additions take as their second operand.</summary>
    public CachedPoint ToCached() => new(Y + X, Y - X, Z + Z, T * FieldMath.TwoD);
}
