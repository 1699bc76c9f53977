using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Serving;

/// <summary>What to do for a deployment: note something about it, or keep its objects as planned, or tell why neither can be.</summary>
internal sealed record ServingOutcome
{
    /// <summary>Annotations that are missing; everything else waits until they are stored.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>What is to exist; empty with a fault.</summary>
    public IReadOnlyList<PartyServing> Parties { get; init; } = [];

    public ServingFault? Fault { get; init; }
}
