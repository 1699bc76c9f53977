namespace Kuscia.Psi.Kernels;

/// <summary>
/// The operations of one register width, on lanes of doubles that hold integers and on the same lanes as 64-bit words. A type
/// argument picks the width at compile time, so that every kernel is one source.
/// </summary>
/// <typeparam name="TReal">A register of doubles.</typeparam>
/// <typeparam name="TWord">The register as words.</typeparam>
internal interface ILanes<TReal, TWord>
    where TReal : unmanaged
    where TWord : unmanaged
{
    /// <summary>A short name for logs.</summary>
    static abstract string Name { get; }

    /// <summary>True when this processor has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>The value in every lane.</summary>
    static abstract TReal Splat(double value);

    /// <summary>The value in every lane.</summary>
    static abstract TWord Splat(ulong value);

    /// <summary>a + b.</summary>
    static abstract TReal Add(TReal a, TReal b);

    /// <summary>a - b.</summary>
    static abstract TReal Subtract(TReal a, TReal b);

    /// <summary>a + b.</summary>
    static abstract TWord Add(TWord a, TWord b);

    /// <summary>The bits of the doubles.</summary>
    static abstract TWord Bits(TReal a);

    /// <summary>The upper part of a*b: see <see cref="LaneNumbers.Upper"/>.</summary>
    static abstract TReal High(TReal a, TReal b);

    /// <summary>The bits of the lower part of a*b, given its upper part.</summary>
    static abstract TWord Low(TReal a, TReal b, TReal high);

    /// <summary>low + 19*high.</summary>
    static abstract TWord Fold(TWord low, TWord high);

    /// <summary>The bits of a column above its 51st.</summary>
    static abstract TWord Carry(TWord column);

    /// <summary>19 times the bits of a column above its 51st; they must be below 2^32.</summary>
    static abstract TWord Carry19(TWord column);

    /// <summary>The lower 51 bits of a column plus a carry, as a number, less <paramref name="back"/>.</summary>
    static abstract TReal Limb(TWord column, TWord carry, double back);

    /// <summary>a rounded to a multiple of 2^51.</summary>
    static abstract TReal Round(TReal a);

    /// <summary>a + b * factor.</summary>
    static abstract TReal AddScaled(TReal a, TReal b, double factor);

    /// <summary>-a where the mask is set, else a.</summary>
    static abstract TReal Negate(TReal a, TWord mask);

    /// <summary>b where the mask is set, else a.</summary>
    static abstract TReal Select(TReal a, TReal b, TWord mask);

    /// <summary>The bits of a, or those of b where the mask is set.</summary>
    static abstract TReal Merge(TReal a, TReal b, TWord mask);

    /// <summary>A whole number of at most 2^51 in magnitude, plus <paramref name="offset"/>, as a word.</summary>
    static abstract TWord Whole(TReal a, ulong offset);

    /// <summary>The lower 51 bits.</summary>
    static abstract TWord Rest(TWord a);

    /// <summary>a | b.</summary>
    static abstract TWord Or(TWord a, TWord b);

    /// <summary>a &amp; ~b.</summary>
    static abstract TWord Except(TWord a, TWord b);

    /// <summary>All ones in the lanes that are zero.</summary>
    static abstract TWord IsZero(TWord a);

    /// <summary>All ones in the lanes that are odd.</summary>
    static abstract TWord IsOdd(TWord a);

    /// <summary>One bit for every lane of a mask.</summary>
    static abstract ulong Extract(TWord mask);
}
