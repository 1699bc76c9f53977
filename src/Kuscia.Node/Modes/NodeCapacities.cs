using Kuscia.Agent;
using Kuscia.Model.Quantities;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Modes;

/// <summary>Translates the configured capacities; what is not configured keeps the agent's defaults and detection.</summary>
internal static class NodeCapacities
{
    public static AgentCapacityOptions Of(CapacityConfig config)
    {
        AgentCapacityOptions defaults = new();
        return new AgentCapacityOptions
        {
            Cpu = (int?)Units(config.Cpu),
            MemoryBytes = Units(config.Memory),
            BandwidthMbps = Units(config.Bandwidth),
            Pods = (int)(Units(config.Pods) ?? defaults.Pods),
            ReservedCpu = config.ReservedCpu is { } cpu ? (decimal)Quantity.Parse(cpu).Milli / 1000 : defaults.ReservedCpu,
            ReservedMemoryBytes = Units(config.ReservedMemory) ?? defaults.ReservedMemoryBytes,
            ReservedBandwidthMbps = Units(config.ReservedBandwidth) ?? defaults.ReservedBandwidthMbps,
        };
    }

    private static long? Units(string? quantity) => quantity is null ? null : (long)Quantity.Parse(quantity).Units;
}
