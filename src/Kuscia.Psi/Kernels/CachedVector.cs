namespace Kuscia.Psi.Kernels;

/// <summary>Eight points in the form that additions take as second operand; limbs at most 1.6 bits over.</summary>
internal struct CachedVector
{
    /// <summary>Y + X.</summary>
    public FieldVector YPlusX;

    /// <summary>Y - X.</summary>
    public FieldVector YMinusX;

    /// <summary>2Z.</summary>
    public FieldVector Z2;

    /// <summary>2dT.</summary>
    public FieldVector T2D;
}
