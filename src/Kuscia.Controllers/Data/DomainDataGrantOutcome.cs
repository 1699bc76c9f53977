using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Data;

/// <summary>The objects a decision about a grant looks at.</summary>
internal sealed record DomainDataGrantNeighbours
{
    /// <summary>The domain that owns the data; null when this control plane does not know it.</summary>
    public Domain? Author { get; init; }

    /// <summary>The domain that may use the data.</summary>
    public Domain? Grantee { get; init; }

    /// <summary>The data itself, in the author's namespace.</summary>
    public DomainData? Data { get; init; }

    /// <summary>The author's grant that this one is a copy of.</summary>
    public DomainDataGrant? Original { get; init; }

    /// <summary>Whether the namespace in which the grantee looks is that of a registered Domain.</summary>
    public bool DestinationIsDomain { get; init; } = true;
}

/// <summary>What a grant shall look like and what is to be copied.</summary>
internal sealed record DomainDataGrantOutcome
{
    public required ObjectMeta Metadata { get; init; }
    public required string Phase { get; init; }
    public required string Message { get; init; }

    /// <summary>Time until the grant expires; null when it does not or has.</summary>
    public TimeSpan? NextLook { get; init; }

    /// <summary>Namespace of the copies; null when there are none.</summary>
    public string? Destination { get; init; }
    public DomainData? DataCopy { get; init; }
    public DomainDataGrant? GrantCopy { get; init; }
}
