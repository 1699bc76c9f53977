using System.ComponentModel.DataAnnotations;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Resources;

/// <summary>A long-running multi-party service.</summary>
public sealed record KusciaDeployment : Resource
{
    [Required]
    public KusciaDeploymentSpec? Spec { get; init; }
    public KusciaDeploymentStatus? Status { get; init; }
}

public sealed record KusciaDeploymentSpec
{
    [Required]
    public string? Initiator { get; init; }

    [Required]
    public string? InputConfig { get; init; }

    [Required]
    public IReadOnlyList<DeploymentParty>? Parties { get; init; }
}

public sealed record DeploymentParty
{
    [Required]
    public string? DomainID { get; init; }

    [Required]
    public string? AppImageRef { get; init; }
    public string? Role { get; init; }
    public PartyTemplate? Template { get; init; }
    public string? ServiceNamePrefix { get; init; }

    /// <summary>The name of the Kubernetes Deployment of a party with a role, which may be empty.</summary>
    public static string DeploymentName(string deployment, string? role) => string.IsNullOrEmpty(role) ? deployment : $"{deployment}-{role}";
}

public sealed record KusciaDeploymentStatus
{
    public string? Phase { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }

    [Required]
    public int TotalParties { get; init; }

    [Required]
    public int AvailableParties { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>>? PartyDeploymentStatuses { get; init; }
    public DateTimeOffset? LastReconcileTime { get; init; }
}

public sealed record PartyDeploymentStatus
{
    public string? Phase { get; init; }
    public string? Role { get; init; }

    [Required]
    public int Replicas { get; init; }

    [Required]
    public int UpdatedReplicas { get; init; }

    [Required]
    public int AvailableReplicas { get; init; }

    [Required]
    public int UnavailableReplicas { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
    public DateTimeOffset? CreationTimestamp { get; init; }
}

public sealed record KusciaDeploymentSummary : Resource
{
    public KusciaDeploymentStatus? Status { get; init; }
}
