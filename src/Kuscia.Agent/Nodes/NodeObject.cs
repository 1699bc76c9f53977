using System.Globalization;
using Kuscia.Agent.Capacity;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Agent.Nodes;

/// <summary>Builds the Node object of this agent. Pure but for facts of the machine.</summary>
internal static class NodeObject
{
    public const string DomainLabel = "domain";
    private const string ApiVersionOfOriginals = "0.26.6";

    public static Node Build(AgentOptions options, string runtime, NodeCapacity capacity, IReadOnlyList<Condition> conditions) => new()
    {
        ApiVersion = "v1",
        Kind = "Node",
        Metadata = new ObjectMeta { Name = options.NodeName, Labels = Labels(options, runtime) },
        Spec = new NodeSpec { Taints = [new Taint { Key = WellKnownNames.AgentTaint, Value = "v1", Effect = "NoSchedule" }] },
        Status = Status(options, runtime, capacity, conditions),
    };

    public static NodeStatus Status(AgentOptions options, string runtime, NodeCapacity capacity, IReadOnlyList<Condition> conditions) => new()
    {
        Capacity = Resources(capacity.Cpu, capacity.MemoryBytes, capacity.BandwidthMbps, capacity),
        Allocatable = Resources(capacity.AllocatableCpu, capacity.AllocatableMemoryBytes, capacity.AllocatableBandwidthMbps, capacity),
        Conditions = conditions,
        Addresses = [new NodeAddress { Type = "InternalIP", Address = options.HostAddress }, new NodeAddress { Type = "Hostname", Address = options.NodeName }],
        NodeInfo = MachineFacts.Info(options.Version, runtime),
    };

    private static Dictionary<string, string> Labels(AgentOptions options, string runtime) => new(StringComparer.Ordinal)
    {
        ["kubernetes.io/role"] = "agent",
        ["kubernetes.io/apiVersion"] = ApiVersionOfOriginals,
        [DomainLabel] = options.DomainId,
        [WellKnownLabels.Runtime] = runtime,
        [WellKnownLabels.Namespace] = options.DomainId,
        ["kubernetes.io/hostname"] = options.NodeName,
        ["kubernetes.io/os"] = "linux",
        ["kubernetes.io/arch"] = MachineFacts.Architecture,
    };

    private static Dictionary<string, IntOrString> Resources(decimal cpu, long memory, long bandwidth, NodeCapacity capacity) => new(StringComparer.Ordinal)
    {
        ["cpu"] = Text(cpu == decimal.Truncate(cpu) ? cpu.ToString("0", CultureInfo.InvariantCulture) : (cpu * 1000).ToString("0", CultureInfo.InvariantCulture) + "m"),
        ["memory"] = Text((memory / 1024).ToString(CultureInfo.InvariantCulture) + "Ki"),
        ["storage"] = Text((capacity.StorageBytes / 1024).ToString(CultureInfo.InvariantCulture) + "Ki"),
        [WellKnownNames.BandwidthResource] = Text(bandwidth.ToString(CultureInfo.InvariantCulture)),
        ["pods"] = Text(capacity.Pods.ToString(CultureInfo.InvariantCulture)),
    };

    private static IntOrString Text(string value) => IntOrString.FromString(value);
}
