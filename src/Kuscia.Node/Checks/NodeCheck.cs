using Kuscia.Node.Configuration;

namespace Kuscia.Node.Checks;

/// <summary>Looks whether a node can start and work, before it does. Changes nothing.</summary>
internal static class NodeCheck
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(NodeConfig config, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<Finding> found =
        [
            MachineChecks.Memory(config.Mode),
            MachineChecks.Disk(config.RootDirectory),
            MachineChecks.Clock(now),
            MachineChecks.Files(),
            .. NetworkChecks.Ports(config),
            RootChecks.Root(config),
            .. RootChecks.Certificates(config, now),
        ];
        if (config.Mode != NodeMode.Lite)
        {
            found.Add(await RootChecks.StoreAsync(config, cancellationToken));
        }

        found.AddRange(await NetworkChecks.MasterAsync(config, now, cancellationToken));
        return found;
    }
}
