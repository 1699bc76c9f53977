using System.ComponentModel.DataAnnotations;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Resources;

/// <summary>The heartbeat of one gateway instance of a domain; status only.</summary>
public sealed record Gateway : Resource
{
    public GatewayStatus? Status { get; init; }
}

public sealed record GatewayStatus
{
    [Required]
    public string? Address { get; init; }

    [Required]
    public DateTimeOffset? Uptime { get; init; }

    [Required]
    public DateTimeOffset? HeartbeatTime { get; init; }

    /// <summary>Base64 of the PEM RSA public key.</summary>
    [Required]
    public string? PublicKey { get; init; }

    [Required]
    public string? Version { get; init; }
    public IReadOnlyList<GatewayNetworkStatus>? NetworkStatus { get; init; }
}

public sealed record GatewayNetworkStatus
{
    [Required]
    public string? Name { get; init; }

    [Required]
    public string? Type { get; init; }

    [Required]
    public int TotalEndpointsCount { get; init; }

    [Required]
    public int HealthyEndpointsCount { get; init; }
}
