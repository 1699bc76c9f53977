using System.Runtime.InteropServices;

namespace Kuscia.Psi.Kernels;

/// <summary>Scratch memory of one thread for batches of points, aligned to cache lines and cleared when given back.</summary>
internal sealed unsafe class LaneWorkspace : IDisposable
{
    /// <summary>Point vectors per batch; a batch shares one inversion.</summary>
    public const int Batch = 32;

    private readonly Layout* _layout;

    /// <summary>Allocates the memory.</summary>
    public LaneWorkspace()
    {
        _layout = (Layout*)NativeMemory.AlignedAlloc((nuint)sizeof(Layout), 64);
        NativeMemory.Clear(_layout, (nuint)sizeof(Layout));
        LaneConstants.Fill(&_layout->Constants);
    }

    /// <summary>The constants.</summary>
    public LaneConstants* Constants => &_layout->Constants;

    /// <summary>Temporaries of point operations.</summary>
    public FieldVector* Scratch => &_layout->Scratch0;

    /// <summary>Temporaries of the group operations above them.</summary>
    public FieldVector* Outer => &_layout->Outer0;

    /// <summary>The eight multiples of the current point.</summary>
    public CachedVector* Table => (CachedVector*)_layout->Table;

    /// <summary>The entry picked from the table.</summary>
    public CachedVector* Picked => &_layout->Picked;

    /// <summary>The points of the batch.</summary>
    public PointVector* Points => (PointVector*)_layout->Points;

    /// <summary>The doubled points of the batch.</summary>
    public DoubledVector* Doubled => (DoubledVector*)_layout->Doubled;

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Clear(_layout, (nuint)sizeof(Layout));
        NativeMemory.AlignedFree(_layout);
    }

    private struct Layout
    {
        private const int FieldBytes = sizeof(ulong) * FieldVector.Lanes * FieldVector.LimbCount;

        public LaneConstants Constants;
        public FieldVector Scratch0;
        public fixed byte ScratchRest[FieldBytes * 15];
        public FieldVector Outer0;
        public fixed byte OuterRest[FieldBytes * 23];
        public fixed byte Table[FieldBytes * 4 * 8];
        public CachedVector Picked;
        public fixed byte Points[FieldBytes * 4 * Batch];
        public fixed byte Doubled[FieldBytes * 8 * Batch];
    }
}
