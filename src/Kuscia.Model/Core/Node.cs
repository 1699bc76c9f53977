using Kuscia.Model.Descriptors;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

public sealed record Node : Resource
{
    public NodeSpec? Spec { get; init; }
    public NodeStatus? Status { get; init; }
}

[OpenSchema]
public sealed record NodeSpec
{
    public bool? Unschedulable { get; init; }
    public IReadOnlyList<Taint>? Taints { get; init; }
    public string? PodCIDR { get; init; }
}

public sealed record Taint
{
    public required string Key { get; init; }
    public string? Value { get; init; }
    public required string Effect { get; init; }
    public DateTimeOffset? TimeAdded { get; init; }
}

[OpenSchema]
public sealed record NodeStatus
{
    public IReadOnlyDictionary<string, IntOrString>? Capacity { get; init; }
    public IReadOnlyDictionary<string, IntOrString>? Allocatable { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
    public IReadOnlyList<NodeAddress>? Addresses { get; init; }
    public NodeSystemInfo? NodeInfo { get; init; }
    public NodeDaemonEndpoints? DaemonEndpoints { get; init; }
}

public sealed record NodeAddress
{
    public required string Type { get; init; }
    public required string Address { get; init; }
}

public sealed record NodeDaemonEndpoints
{
    public DaemonEndpoint? KubeletEndpoint { get; init; }
}

public sealed record DaemonEndpoint
{
    public int Port { get; init; }
}

[OpenSchema]
public sealed record NodeSystemInfo
{
    public string? MachineID { get; init; }
    public string? SystemUUID { get; init; }
    public string? BootID { get; init; }
    public string? KernelVersion { get; init; }
    public string? OsImage { get; init; }
    public string? ContainerRuntimeVersion { get; init; }
    public string? KubeletVersion { get; init; }
    public string? KubeProxyVersion { get; init; }
    public string? OperatingSystem { get; init; }
    public string? Architecture { get; init; }
}
