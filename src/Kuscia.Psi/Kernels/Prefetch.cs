using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Kuscia.Psi.Kernels;

/// <summary>Asks for memory that is read soon; where the processor takes no such hints nothing happens.</summary>
internal static class Prefetch
{
    /// <summary>Asks for the cache line of an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Line<T>(ref T element)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref element)); // a hint: that the collector may move the array meanwhile costs a miss
        }
    }
}
