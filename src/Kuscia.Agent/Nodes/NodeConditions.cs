using System.Globalization;
using Kuscia.Agent.Capacity;
using Kuscia.Model.Meta;

namespace Kuscia.Agent.Nodes;

/// <summary>What the agent says of itself.</summary>
/// <param name="IsReady">True when it runs pods.</param>
/// <param name="RuntimeFault">Why the runtime cannot be reached; null while it can.</param>
internal sealed record NodeState(bool IsReady, string? RuntimeFault);

/// <summary>The conditions of the node as they are now.</summary>
internal static class NodeConditions
{
    private const double MemoryLimit = 0.90;
    private const double DiskLimit = 0.95;
    private const long DiskFloor = 3L << 30;
    private const long OutOfDiskFloor = 100_000_000;
    private const ulong OutOfInodesFloor = 1000;
    private const double PidLimit = 0.90;

    /// <summary>All conditions; transition times are kept from <paramref name="before"/> where the status is the same.</summary>
    public static IReadOnlyList<Condition> Read(NodeState state, string dataDirectory, IReadOnlyList<Condition> before, DateTimeOffset now)
    {
        double memory = CapacityProbe.MemoryUse();
        (long total, long free) = CapacityProbe.StorageOf(Directory.Exists(dataDirectory) ? dataDirectory : "/");
        double disk = total == 0 ? 0 : 1 - ((double)free / total);
        (bool met, string parameters) = KernelParameters.Check();
        bool pressure = disk >= DiskLimit && free <= DiskFloor;
        (ulong inodes, ulong freeInodes) = FileSystem.Inodes(Directory.Exists(dataDirectory) ? dataDirectory : "/");
        pressure |= inodes > 0 && freeInodes <= inodes * (1 - DiskLimit);
        bool full = (total > 0 && free <= OutOfDiskFloor) || (inodes > 0 && freeInodes <= OutOfInodesFloor);
        string usage = string.Create(CultureInfo.InvariantCulture, $"{Percent(disk, dataDirectory)}, {(inodes == 0 ? 0 : 100 - (freeInodes * 100 / inodes))}% of its inodes");
        (long processes, long most) = ProcessCount.Read();
        bool crowded = most > 0 && processes >= most * PidLimit;
        return
        [
            Make("Ready", state.IsReady, state.IsReady ? "AgentReady" : "AgentStarting", state.IsReady ? "the agent runs pods" : "the pod machinery is not running yet"),
            Make("MemoryPressure", memory >= MemoryLimit, memory >= MemoryLimit ? "AgentHasInsufficientMemory" : "AgentHasSufficientMemory", Percent(memory, "memory")),
            Make("DiskPressure", pressure, pressure ? "AgentHasDiskPressure" : "AgentHasNoDiskPressure", usage),
            Make("OutOfDisk", full, full ? "AgentOutOfDisk" : "AgentHasSufficientDisk", usage),
            Make("PIDPressure", crowded, crowded ? "AgentHasInsufficientPID" : "AgentHasSufficientPID", string.Create(CultureInfo.InvariantCulture, $"{processes} of {most} processes and threads")),
            Make("NetworkUnavailable", false, "RouteCreated", "tasks use the network of the host"),
            Make("RuntimeUnavailable", state.RuntimeFault is not null, state.RuntimeFault is null ? "RuntimeReached" : "RuntimeLost", state.RuntimeFault ?? "pods can be started and their states are known"),
            Make("Kernel-Params", met, met ? "KernelParamsOk" : "KernelParamsNotMet", parameters),
        ];

        Condition Make(string type, bool value, string reason, string message)
        {
            string status = value ? "True" : "False";
            Condition? old = before.FirstOrDefault(c => c.Type == type);
            return new Condition
            {
                Type = type,
                Status = status,
                Reason = reason,
                Message = message,
                LastHeartbeatTime = now,
                LastTransitionTime = old?.Status == status ? old.LastTransitionTime : now,
            };
        }
    }

    /// <summary>True when nothing but heartbeats and measured percentages differ.</summary>
    public static bool SameStatus(IReadOnlyList<Condition> a, IReadOnlyList<Condition> b) =>
        a.Count == b.Count && a.Zip(b).All(p => p.First.Type == p.Second.Type && p.First.Status == p.Second.Status && p.First.Reason == p.Second.Reason);

    private static string Percent(double share, string what) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0}% of {what} in use");
}
