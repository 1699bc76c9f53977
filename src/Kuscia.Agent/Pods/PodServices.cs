using Kuscia.Agent.Capacity;
using Kuscia.Agent.Logs;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Client.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Pods;

/// <summary>What every pod worker of a node uses.</summary>
internal sealed record PodServices
{
    public required AgentOptions Options { get; init; }
    public required IResourceClient Client { get; init; }
    public required IPodRuntime Runtime { get; init; }
    public required NodeCapacity Capacity { get; init; }
    public required LogIntake Logs { get; init; }
    public required PodLogPaths LogPaths { get; init; }
    public required PodEvents Events { get; init; }

    /// <summary>Shared by all pods of the node.</summary>
    public HostPorts Ports { get; } = new();
    public required TimeProvider Time { get; init; }
    public required ILogger<PodWorker> Logger { get; init; }
}
