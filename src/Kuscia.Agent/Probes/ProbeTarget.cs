using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Probes;

/// <summary>A running container as probes and hooks reach it.</summary>
/// <param name="Run">The run, for commands beside it.</param>
/// <param name="Address">Address of its pod, for connections that name no host.</param>
internal sealed record ProbeTarget(ContainerRun Run, string Address);
