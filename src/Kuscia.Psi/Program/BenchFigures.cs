using System.Globalization;

namespace Kuscia.Psi.Program;

/// <summary>What one round of the bench measured.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Keys">Keys a side.</param>
/// <param name="Threads">Threads of each party.</param>
/// <param name="WallSeconds">Time of both parties together.</param>
/// <param name="CpuSeconds">Processor time of both parties together.</param>
/// <param name="Bytes">Bytes sent by both.</param>
/// <param name="PeakBytes">The largest resident size of the process so far, with both parties and their tables.</param>
internal sealed record BenchFigures(string Protocol, int Keys, int Threads, double WallSeconds, double CpuSeconds, long Bytes, long PeakBytes)
{
    /// <summary>One line of text.</summary>
    public string ToText() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Protocol} n={Keys} threads={Threads} wall={WallSeconds:0.000} s cpu={CpuSeconds:0.000} s wire={Bytes / 1e6:0.00} MB peak={PeakBytes >> 20} MiB");
}
