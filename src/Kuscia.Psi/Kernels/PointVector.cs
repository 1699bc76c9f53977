namespace Kuscia.Psi.Kernels;

/// <summary>Eight points in extended coordinates; all coordinates reduced.</summary>
internal struct PointVector
{
    /// <summary>Coordinates X.</summary>
    public FieldVector X;

    /// <summary>Coordinates Y.</summary>
    public FieldVector Y;

    /// <summary>Coordinates Z.</summary>
    public FieldVector Z;

    /// <summary>Coordinates T.</summary>
    public FieldVector T;
}
