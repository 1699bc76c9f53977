namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>How a pod is reached from this node, by probes as by the gateway.</summary>
/// <param name="Address">Address of the pod, on which its containers open their ports.</param>
internal sealed record PodNetwork(string Address);
