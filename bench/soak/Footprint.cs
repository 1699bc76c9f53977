using Kuscia.Testing.Nodes;

namespace Kuscia.Soak.Bench;

/// <summary>Memory and file descriptors of a node at one moment.</summary>
internal sealed record Footprint(long MemoryKiB, int Files)
{
    // A run leaves caches behind, and the runtime gives memory back late.
    private const long MaxGrowthKiB = 150 * 1024;
    private const int MaxMoreFiles = 40;

    public static Footprint Of(NodeProcess node) => new(node.ResidentMemoryKiB(), node.OpenFiles());

    public void Compare(Footprint end, string node, SoakReport report)
    {
        report.Check($"memory of {node}, start and end", $"{MemoryKiB / 1024} and {end.MemoryKiB / 1024} MiB", $"+{MaxGrowthKiB / 1024} MiB", end.MemoryKiB - MemoryKiB <= MaxGrowthKiB);
        report.Check($"file descriptors of {node}, start and end", $"{Files} and {end.Files}", $"+{MaxMoreFiles}", end.Files - Files <= MaxMoreFiles);
    }
}
