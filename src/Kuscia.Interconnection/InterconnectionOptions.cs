namespace Kuscia.Interconnection;

/// <summary>How the node synchronises with partners.</summary>
public sealed record InterconnectionOptions
{
    /// <summary>Modules that must be ready first; default the API server and the gateway.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = ["apiserver", "gateway"];
}
