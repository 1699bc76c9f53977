using Kuscia.Agent.Capacity;
using Kuscia.Agent.Hooks;
using Kuscia.Agent.Images;
using Kuscia.Agent.Logs;
using Kuscia.Agent.Probes;
using Kuscia.Agent.Runtimes;
using Kuscia.Client.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Pods;

/// <summary>What every pod worker of a node uses.</summary>
internal sealed record PodServices
{
    public required AgentOptions Options { get; init; }
    public required IResourceClient Client { get; init; }
    public required IContainerRuntime Runtime { get; init; }
    public required ContainerPreparation Preparation { get; init; }
    public required ImageCatalog Images { get; init; }
    public required Prober Prober { get; init; }
    public required NodeCapacity Capacity { get; init; }
    public required LogKeeper Logs { get; init; }
    public required PodEvents Events { get; init; }
    public required TimeProvider Time { get; init; }
    public required ILogger<PodWorker> Logger { get; init; }
}
