using Kuscia.Model.Core;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Everything that a task needs in this cluster.</summary>
internal sealed record TaskObjects
{
    public required IReadOnlyList<ConfigMap> ConfigMaps { get; init; }

    /// <summary>Each pod with the services that point at it; their owner reference is added once the pod has a uid.</summary>
    public required IReadOnlyList<(Pod Pod, IReadOnlyList<Service> Services)> Pods { get; init; }

    public required TaskResourceGroup Group { get; init; }
}
