using System.Runtime.Intrinsics;

namespace Kuscia.Psi.Kernels;

/// <summary>The kernels of this build.</summary>
internal static class MaskingKernels
{
    /// <summary>The kernels this processor can run, the fastest first.</summary>
    public static IReadOnlyList<IMaskingKernel> Available { get; } = [.. Find()];

    /// <summary>The fastest kernel this processor can run.</summary>
    public static IMaskingKernel Best => Available[0];

    private static IEnumerable<IMaskingKernel> Find()
    {
        if (Lanes512.IsSupported)
        {
            yield return new LaneKernel<Lanes512, Vector512<double>, Vector512<ulong>>();
        }

        if (Lanes256.IsSupported)
        {
            yield return new LaneKernel<Lanes256, Vector256<double>, Vector256<ulong>>();
        }

        yield return new ScalarKernel();
    }
}
