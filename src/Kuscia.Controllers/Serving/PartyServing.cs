using Kuscia.Controllers.Tasks;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Serving;

/// <summary>One party of a deployment, with what its app image and the party itself say.</summary>
internal sealed record PartyServing
{
    public required DeploymentParty Party { get; init; }

    public required bool IsOwn { get; init; }

    public required AppImage Image { get; init; }

    /// <summary>The image's template with the party's replicas and amounts.</summary>
    public required DeployTemplate Template { get; init; }

    /// <summary>Name of the Kubernetes Deployment.</summary>
    public required string DeploymentName { get; init; }

    /// <summary>Numbers by the name of the port; those of a partner are not known here.</summary>
    public IReadOnlyDictionary<string, int> Numbers { get; init; } = new Dictionary<string, int>();

    public string DomainId => Party.DomainID ?? "";

    public string Role => Party.Role ?? "";

    public ResourceName Identity => new(DomainId, DeploymentName);

    public IReadOnlyList<AppContainer> Containers => Template.Spec?.Containers ?? [];

    public IReadOnlyList<AppPort> Ports => [.. Containers.SelectMany(c => c.Ports ?? [])];

    public bool MountsConfig => Containers.Any(c => c.ConfigVolumeMounts is { Count: > 0 });

    public int Number(AppPort port) => Numbers.GetValueOrDefault(port.Name ?? "");

    /// <summary>Name of the service of a port; both clusters compute the same.</summary>
    public string Service(AppPort port) => string.IsNullOrEmpty(Party.ServiceNamePrefix)
        ? ServiceNames.For(DeploymentName, port.Name ?? "")
        : $"{Party.ServiceNamePrefix.Trim('-')}-{(port.Name ?? "").Replace('_', '-').Replace('.', '-')}";
}
