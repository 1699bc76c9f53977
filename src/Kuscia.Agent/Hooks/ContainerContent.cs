using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Hooks;

/// <summary>What hooks put into a container before it starts.</summary>
internal sealed class ContainerContent
{
    public List<ContainerFile> Files { get; } = [];

    public List<ContainerLink> Links { get; } = [];

    public List<ContainerScratch> Scratch { get; } = [];
}
