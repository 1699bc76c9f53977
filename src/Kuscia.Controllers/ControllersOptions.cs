namespace Kuscia.Controllers;

/// <summary>How the controllers run in a node.</summary>
public sealed record ControllersOptions
{
    /// <summary>Loopback port of <c>/healthz</c>; default 8090, 0 picks a free one, null serves none.</summary>
    public int? HealthPort { get; init; } = 8090;

}
