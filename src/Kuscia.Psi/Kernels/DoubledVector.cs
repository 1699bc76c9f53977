namespace Kuscia.Psi.Kernels;

/// <summary>What <see cref="DoubledPoint"/> holds, for eight points.</summary>
internal struct DoubledVector
{
    /// <summary>2XY.</summary>
    public FieldVector E;

    /// <summary>Z^2 + dT^2.</summary>
    public FieldVector F;

    /// <summary>Y^2 + X^2.</summary>
    public FieldVector G;

    /// <summary>Z^2 - dT^2.</summary>
    public FieldVector H;

    /// <summary>e*g.</summary>
    public FieldVector Eg;

    /// <summary>f*h.</summary>
    public FieldVector Fh;

    /// <summary>e*g*f*h, or one where that is zero.</summary>
    public FieldVector Denominator;

    /// <summary>The product of the denominators of all earlier vectors of the batch.</summary>
    public FieldVector Before;
}
