namespace Kuscia.Psi.Kernels;

/// <summary>Constants of RFC 9496 §4.1 and the powers that square roots and inversions need.</summary>
internal static class FieldMath
{
    /// <summary>The Edwards curve constant d.</summary>
    public static readonly FieldElement D = FromHex("a3785913ca4deb75abd841414d0a700098e879777940c78c73fe6f2bee6c0352");

    /// <summary>2d.</summary>
    public static readonly FieldElement TwoD = D + D;

    /// <summary>SQRT_M1, the even square root of -1.</summary>
    public static readonly FieldElement SqrtM1 = FromHex("b0a00e4a271beec478e42fad0618432fa7d7fb3d99004d2b0bdfc14f8024832b");

    /// <summary>INVSQRT_A_MINUS_D.</summary>
    public static readonly FieldElement InvSqrtAMinusD = FromHex("ea405d80aafdc899be72415a17162f9d40d801fe917bc216a2fcafcf05896c78");

    /// <summary>ONE_MINUS_D_SQ.</summary>
    public static readonly FieldElement OneMinusDSquared = FromHex("76c15f94c1097ce20f355ecd38a1812ce4df70beddab9499d7e0b3b2a8729002");

    /// <summary>D_MINUS_ONE_SQ.</summary>
    public static readonly FieldElement DMinusOneSquared = FromHex("204ded44aa5aad3199191eb02c4a9ed2eb4e9b522fd3dc4c41226cf67ab36859");

    /// <summary>SQRT_AD_MINUS_ONE.</summary>
    public static readonly FieldElement SqrtADMinusOne = FromHex("1b2e7b49a0f6977ebd54781b0c8e9daffdd1f531c9fc3c0fac48832bbf316937");

    /// <summary>z^(p-2), the inverse of z; zero for zero.</summary>
    public static FieldElement Invert(in FieldElement z)
    {
        FieldElement z11 = PowerTower(z, out FieldElement z250);
        return z250.Square(5) * z11;
    }

    /// <summary>z^((p-5)/8).</summary>
    public static FieldElement PowP58(in FieldElement z)
    {
        _ = PowerTower(z, out FieldElement z250);
        return z250.Square(2) * z;
    }

    /// <summary>SQRT_RATIO_M1 of RFC 9496 §4.2: the even root of u/v, or of i*u/v when u/v is not a square.</summary>
    /// <returns>1 when u/v is a square (or u is zero), else 0.</returns>
    public static ulong SqrtRatio(in FieldElement u, in FieldElement v, out FieldElement root)
    {
        FieldElement v3 = v.Square() * v;
        FieldElement v7 = v3.Square() * v;
        FieldElement r = u * v3 * PowP58(u * v7);
        FieldElement check = v * r.Square();
        FieldElement minusU = -u;
        ulong correct = FieldElement.Equal(check, u);
        ulong flipped = FieldElement.Equal(check, minusU);
        ulong flippedI = FieldElement.Equal(check, minusU * SqrtM1);
        r = FieldElement.Select(r, r * SqrtM1, flipped | flippedI);
        root = r.Abs();
        return correct | flipped;
    }

    /// <summary>Computes z^(2^250 - 1) and returns z^11.</summary>
    private static FieldElement PowerTower(in FieldElement z, out FieldElement z250)
    {
        FieldElement z2 = z.Square();
        FieldElement z9 = z2.Square(2) * z;
        FieldElement z11 = z9 * z2;
        FieldElement z5 = z11.Square() * z9;
        FieldElement z10 = z5.Square(5) * z5;
        FieldElement z20 = z10.Square(10) * z10;
        FieldElement z40 = z20.Square(20) * z20;
        FieldElement z50 = z40.Square(10) * z10;
        FieldElement z100 = z50.Square(50) * z50;
        FieldElement z200 = z100.Square(100) * z100;
        z250 = z200.Square(50) * z50;
        return z11;
    }

    private static FieldElement FromHex(string hex) => FieldElement.FromBytes(Convert.FromHexString(hex));
}
