namespace Kuscia.Controllers.Domains;

/// <summary>What the domain controller needs to know.</summary>
public sealed record DomainOptions
{
    /// <summary>The domain of this control plane (the master's or the autonomy node's own).</summary>
    public required string ControlPlaneDomain { get; init; }
}
