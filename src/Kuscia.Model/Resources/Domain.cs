using System.ComponentModel.DataAnnotations;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Resources;

/// <summary>A party: one institution or one node identity.</summary>
public sealed record Domain : Resource
{
    [Required]
    public DomainSpec? Spec { get; init; }
    public DomainStatus? Status { get; init; }
}

public sealed record DomainSpec
{
    /// <summary>Empty for an own domain, <c>partner</c> for one behind another control plane.</summary>
    public string? Role { get; init; }
    public string? Master { get; init; }
    public IReadOnlyList<string>? InterConnProtocols { get; init; }

    /// <summary>Base64 of the PEM certificate.</summary>
    public string? Cert { get; init; }
    public AuthCenter? AuthCenter { get; init; }
    public DomainResourceQuota? ResourceQuota { get; init; }
}

public sealed record AuthCenter
{
    [Required, AllowedValues("Token", "MTLS", "None")]
    public string? AuthenticationType { get; init; }

    [AllowedValues("RSA-GEN", "RAND-GEN", "UID-RSA-GEN")]
    public string? TokenGenMethod { get; init; }
}

public sealed record DomainResourceQuota
{
    [Range(0, int.MaxValue)]
    public int? PodMaxCount { get; init; }
}

public sealed record DomainStatus
{
    public IReadOnlyList<DomainNodeStatus>? NodeStatuses { get; init; }
    public IReadOnlyList<DeployTokenStatus>? DeployTokenStatuses { get; init; }
}

public sealed record DomainNodeStatus
{
    [Required]
    public string? Name { get; init; }

    [Required]
    public string? Version { get; init; }

    [Required]
    public string? Status { get; init; }
    public DateTimeOffset? LastHeartbeatTime { get; init; }
    public DateTimeOffset? LastTransitionTime { get; init; }
}

public sealed record DeployTokenStatus
{
    [Required]
    public string? Token { get; init; }

    /// <summary><c>used</c> or <c>unused</c>.</summary>
    [Required]
    public string? State { get; init; }
    public DateTimeOffset? LastTransitionTime { get; init; }
}
