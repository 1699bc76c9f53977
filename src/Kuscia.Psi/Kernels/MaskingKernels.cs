namespace Kuscia.Psi.Kernels;

/// <summary>The kernels of this build.</summary>
internal static class MaskingKernels
{
    /// <summary>The kernels this processor can run, the fastest first.</summary>
    public static IReadOnlyList<IMaskingKernel> Available { get; } =
        LaneKernel.IsSupported ? [new LaneKernel(), new ScalarKernel()] : [new ScalarKernel()];

    /// <summary>The fastest kernel this processor can run.</summary>
    public static IMaskingKernel Best => Available[0];
}
