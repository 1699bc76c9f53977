namespace Kuscia.Psi.Bench;

/// <summary>What one run of two engines took.</summary>
/// <param name="Seconds">From the start of both processes to the end of both.</param>
/// <param name="CpuSeconds">Processor time of both.</param>
/// <param name="PeakMebibytes">The larger of the two peaks of resident memory.</param>
internal sealed record EngineFigures(double Seconds, double CpuSeconds, int PeakMebibytes);
