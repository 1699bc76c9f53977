using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Probes;

/// <summary>The probes of a container, read from its spec.</summary>
internal sealed record ContainerProbes(ProbeSpec? Startup, ProbeSpec? Liveness, ProbeSpec? Readiness)
{
    /// <summary>Reads all three.</summary>
    /// <exception cref="ContainerStartException">One cannot be used.</exception>
    public static ContainerProbes Of(Container container) => new(
        ProbeSpec.Read(container.StartupProbe, container, "startupProbe"),
        ProbeSpec.Read(container.LivenessProbe, container, "livenessProbe"),
        ProbeSpec.Read(container.ReadinessProbe, container, "readinessProbe"));

    public bool Any => Startup is not null || Liveness is not null || Readiness is not null;
}
