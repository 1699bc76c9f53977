using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Tests.Support;

/// <summary>Pods of processes in the shape of a container engine.</summary>
internal sealed class EngineWorkbench : ProcessWorkbench
{
    private readonly MemoryImages _images = new();

    internal override IPodRuntime Create(RuntimeParts parts)
    {
        _images.Load(AgentWorld.Image, new ImageFacts { Id = "sha256:1234" });
        string folder = Directory.CreateDirectory(Path.Combine(parts.Options.RootDirectory, "engine")).FullName;
        return AgentRuntimes.Pods(new EngineContainers(AgentRuntimes.ProcessContainers(parts), _images, folder), parts);
    }
}
