using Kuscia.Agent.Capacity;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent;

public sealed partial class AgentModule
{
    private void LogReady(NodeCapacity capacity) => Log.Ready(_logger, _options.NodeName, capacity.Cpu, capacity.MemoryBytes >> 20);

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "Node {Node} is ready with {Cpu} CPUs and {Memory} MiB of memory")]
        public static partial void Ready(ILogger logger, string node, int cpu, long memory);
    }
}
