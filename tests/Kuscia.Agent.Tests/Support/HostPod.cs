using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Agent.Tests.Support;

/// <summary>A pod as it runs in a <see cref="MemoryCluster"/>. Guarded by the cluster.</summary>
internal sealed class HostPod(Pod pod)
{
    public PodKey Key { get; } = PodKey.Of(pod);

    public string Container { get; } = pod.Spec!.Containers![0].Name;

    public string Image { get; } = pod.Spec.Containers[0].Image ?? "";

    public string Phase { get; set; } = PodPhase.Pending;

    public ContainerState State { get; set; } = new() { Waiting = new ContainerStateWaiting { Reason = "ContainerCreating" } };

    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    public List<LogLines> Log { get; } = [];

    public long Version { get; set; }

    public PodReport Report() => new()
    {
        Pod = Key,
        Phase = Phase,
        HasBegun = true,
        Address = State.Waiting is null ? "10.9.8.7" : null,
        Conditions = Conditions,
        Containers = [new ContainerStatus { Name = Container, Image = Image, State = State, Ready = State.Running is not null, Started = State.Running is not null, ContainerID = $"host://{Key.Uid}" }],
    };
}
