using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Tests.Support;

/// <summary>Pods of another cluster.</summary>
internal sealed class ClusterWorkbench : Workbench
{
    public MemoryCluster Cluster { get; } = new();

    public override Pod Pod(string name) => AgentWorld.ShellPod(name, "");

    public override Task RunAsync(string pod) => Cluster.RunAsync(pod);

    public override Task WriteAsync(string pod, string line) => Cluster.WriteAsync(pod, line);

    public override Task EndAsync(string pod, int code) => Cluster.EndAsync(pod, code);

    internal override IPodRuntime Create(RuntimeParts parts) => new ClusterPodRuntime(Cluster);
}
