namespace Kuscia.Agent.Probes;

/// <summary>What one look came to.</summary>
/// <param name="Ok">True when the container answered as wanted.</param>
/// <param name="Message">What came instead, as kubelets word it.</param>
internal sealed record ProbeResult(bool Ok, string Message)
{
    public static ProbeResult Success { get; } = new(true, "");

    public static ProbeResult Failure(string message) => new(false, message);
}
