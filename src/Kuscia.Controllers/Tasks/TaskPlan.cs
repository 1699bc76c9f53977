using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>What a task means: its parties in spec order with their pods and ports.</summary>
internal sealed record TaskPlan
{
    public required IReadOnlyList<PartyPlan> Parties { get; init; }

    /// <summary>Why the task cannot be made now; empty when it can.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>True when the task itself is at fault, so that no change around it helps.</summary>
    public bool IsFinal { get; init; }

    public IEnumerable<PartyPlan> Own => Parties.Where(p => p.IsOwn);
}

/// <summary>One party of a task.</summary>
internal sealed record PartyPlan
{
    public required TaskParty Party { get; init; }
    public required bool IsOwn { get; init; }
    public required AppImage Image { get; init; }

    /// <summary>The image's template with the party's overrides.</summary>
    public required DeployTemplate Template { get; init; }
    public required IReadOnlyList<PodPlan> Pods { get; init; }

    public string DomainId => Party.DomainID ?? "";

    public string Role => Party.Role ?? "";

    public IReadOnlyList<AppContainer> Containers => Template.Spec?.Containers ?? [];

    /// <summary>All ports of a pod in the order written.</summary>
    public IReadOnlyList<AppPort> Ports => [.. Containers.SelectMany(c => c.Ports ?? [])];

    /// <summary>Pods that must run for the party to count.</summary>
    public int MinReservedPods => Party.MinReservedPods is > 0 and int wanted && wanted <= Pods.Count ? wanted : Pods.Count;

    public bool MountsConfig => Containers.Any(c => c.ConfigVolumeMounts is { Count: > 0 });
}

/// <summary>One pod of a party.</summary>
/// <param name="Name">Pod name.</param>
/// <param name="Index">Number among the party's pods, from 0.</param>
/// <param name="Identity">Value of the pod-identity label.</param>
internal sealed record PodPlan(string Name, int Index, string Identity)
{
    /// <summary>Name of the service of one of its ports.</summary>
    public string Service(AppPort port) => ServiceNames.For(Name, port.Name ?? "");

    /// <summary>Key of one of its ports in <c>status.allocatedPorts</c>.</summary>
    public string PortKey(AppPort port) => $"{Name}/{port.Name}";
}
