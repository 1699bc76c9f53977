using Kuscia.Agent.Hooks;
using Kuscia.Agent.Logs;
using Kuscia.Agent.Probes;
using Kuscia.Agent.Runtimes.Abstractions;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>What every pod of a container runtime uses.</summary>
internal sealed record ContainerServices
{
    public required AgentTimingOptions Timing { get; init; }
    public required IContainerRuntime Runtime { get; init; }
    public required ContainerPreparation Preparation { get; init; }
    public required Prober Prober { get; init; }
    public required LogIntake Logs { get; init; }
    public required EventFeed Feed { get; init; }
    public required TimeProvider Time { get; init; }
    public required ILogger<ContainerPod> Logger { get; init; }

    /// <summary>Cancelled when the runtime ends.</summary>
    public required CancellationToken Life { get; init; }
}
