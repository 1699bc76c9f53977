namespace Kuscia.Agent.Capacity;

/// <summary>What the node has in all and what tasks may use.</summary>
internal sealed record NodeCapacity
{
    public required int Cpu { get; init; }
    public required decimal AllocatableCpu { get; init; }
    public required long MemoryBytes { get; init; }
    public required long AllocatableMemoryBytes { get; init; }
    public required long StorageBytes { get; init; }
    public required long BandwidthMbps { get; init; }
    public required long AllocatableBandwidthMbps { get; init; }
    public required int Pods { get; init; }
}
