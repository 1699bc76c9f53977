namespace Kuscia.Psi.Kernels;

/// <summary>
/// The parts of 2P from which the ristretto255 encoding of 2P follows with one field inversion and no square root:
/// 2P = (e/f : g/h) with e = 2XY, f = Z^2 + dT^2, g = Y^2 + X^2, h = Z^2 - dT^2. The square root of the encoding
/// formula is then known in closed form, and the only division is by e*g*f*h, which a batch can share.
/// </summary>
internal readonly struct DoubledPoint
{
    private readonly FieldElement _e;
    private readonly FieldElement _f;
    private readonly FieldElement _g;
    private readonly FieldElement _h;
    private readonly FieldElement _eg;
    private readonly FieldElement _fh;

    private DoubledPoint(FieldElement e, FieldElement f, FieldElement g, FieldElement h)
    {
        _e = e;
        _f = f;
        _g = g;
        _h = h;
        _eg = e * g;
        _fh = f * h;
        FieldElement product = _eg * _fh;
        // Zero only for the identity; one keeps the rest of a batch whole and the encoding comes out as zero anyway.
        Denominator = FieldElement.Select(product, FieldElement.One, product.IsZero());
    }

    /// <summary>What the caller inverts; never zero.</summary>
    public FieldElement Denominator { get; }

    /// <summary>Prepares the double of a point.</summary>
    public static DoubledPoint From(in EdwardsPoint p)
    {
        FieldElement zz = p.Z.Square();
        FieldElement dtt = p.T.Square() * FieldMath.D;
        FieldElement xy = p.X * p.Y;
        return new(xy + xy, zz + dtt, p.Y.Square() + p.X.Square(), zz - dtt);
    }

    /// <summary>Writes the encoding of the double, given the inverse of <see cref="Denominator"/>.</summary>
    public void Encode(in FieldElement inverse, Span<byte> encoded)
    {
        FieldElement zInverse = _eg * inverse;
        FieldElement tInverse = _fh * inverse;
        ulong rotate = (_eg * zInverse).IsNegative();
        FieldElement e = FieldElement.Select(_e, _g, rotate);
        FieldElement g = FieldElement.Select(_g, -_e, rotate);
        FieldElement h = FieldElement.Select(_h, _f * FieldMath.SqrtM1, rotate);
        FieldElement magic = FieldElement.Select(FieldMath.InvSqrtAMinusD, FieldMath.SqrtM1, rotate);
        g = FieldElement.Select(g, -g, (h * e * zInverse).IsNegative());
        FieldElement s = (h - g) * magic * (g * tInverse);
        s.Abs().ToBytes(encoded);
    }
}
