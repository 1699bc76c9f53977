using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kuscia.Psi.Kernels;

/// <summary>
/// Arrays that are read at random places all over, on pages of 2 MiB where the system grants them on request (Linux: madvise(2)). With pages of 4 KiB
/// nearly every such read misses the processor's table of pages, and every page costs a fault when it is first written.
/// </summary>
internal static class LargeBlocks
{
    // Below some pages there is nothing to win.
    private const int SmallestBytes = 8 << 20;
    private const int SmallPage = 4096;
    private const int HugePageAdvice = 14; // MADV_HUGEPAGE

    /// <summary>An array with arbitrary content, which the caller overwrites.</summary>
    public static unsafe Block[] Create(int length)
    {
        long bytes = length * 16L;
        if (bytes < SmallestBytes)
        {
            return new Block[length];
        }

        Block[] array = GC.AllocateUninitializedArray<Block>(length, pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        nuint from = (start + SmallPage - 1) & ~(nuint)(SmallPage - 1);
        nuint to = (start + (nuint)bytes) & ~(nuint)(SmallPage - 1);
        _ = Advise(from, to - from, HugePageAdvice); // a system that does not know the advice goes on with small pages
        return array;
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nuint address, nuint length, int advice);
}
