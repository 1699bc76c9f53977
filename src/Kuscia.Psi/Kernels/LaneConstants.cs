namespace Kuscia.Psi.Kernels;

/// <summary>The constants of the group in every lane.</summary>
internal unsafe struct LaneConstants
{
    /// <summary>Zero.</summary>
    public FieldVector Zero;

    /// <summary>One.</summary>
    public FieldVector One;

    /// <summary>Two.</summary>
    public FieldVector Two;

    /// <summary>-1.</summary>
    public FieldVector MinusOne;

    /// <summary>d.</summary>
    public FieldVector D;

    /// <summary>2d.</summary>
    public FieldVector TwoD;

    /// <summary>SQRT_M1.</summary>
    public FieldVector SqrtM1;

    /// <summary>INVSQRT_A_MINUS_D.</summary>
    public FieldVector InvSqrtAMinusD;

    /// <summary>ONE_MINUS_D_SQ.</summary>
    public FieldVector OneMinusDSquared;

    /// <summary>D_MINUS_ONE_SQ.</summary>
    public FieldVector DMinusOneSquared;

    /// <summary>SQRT_AD_MINUS_ONE.</summary>
    public FieldVector SqrtADMinusOne;

    /// <summary>Fills in all constants.</summary>
    public static void Fill(LaneConstants* c)
    {
        FieldLanes.Broadcast(&c->Zero, FieldElement.Zero);
        FieldLanes.Broadcast(&c->One, FieldElement.One);
        FieldLanes.Broadcast(&c->Two, FieldElement.One + FieldElement.One);
        FieldLanes.Broadcast(&c->MinusOne, -FieldElement.One);
        FieldLanes.Broadcast(&c->D, FieldMath.D);
        FieldLanes.Broadcast(&c->TwoD, FieldMath.TwoD);
        FieldLanes.Broadcast(&c->SqrtM1, FieldMath.SqrtM1);
        FieldLanes.Broadcast(&c->InvSqrtAMinusD, FieldMath.InvSqrtAMinusD);
        FieldLanes.Broadcast(&c->OneMinusDSquared, FieldMath.OneMinusDSquared);
        FieldLanes.Broadcast(&c->DMinusOneSquared, FieldMath.DMinusOneSquared);
        FieldLanes.Broadcast(&c->SqrtADMinusOne, FieldMath.SqrtADMinusOne);
    }
}
