using System.Text.Json.Nodes;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Routes;

/// <summary>What to do about a ClusterDomainRoute.</summary>
internal sealed record ClusterDomainRouteOutcome
{
    /// <summary>Labels and keys to write first; the rest is decided when that is written.</summary>
    public JsonObject? ObjectPatch { get; init; }

    /// <summary>The source is a peer that shall use this API server and has no account yet.</summary>
    public bool NeedsAccount { get; init; }

    public IReadOnlyList<DomainRoute> Create { get; init; } = [];

    public IReadOnlyList<(ResourceName Name, JsonObject Patch)> Update { get; init; } = [];

    public IReadOnlyList<(ResourceName Name, string? Uid)> Delete { get; init; } = [];

    public InteropConfig? CreateInterop { get; init; }

    public string? DeleteInterop { get; init; }

    public JsonObject? StatusPatch { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}
