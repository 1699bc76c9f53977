namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>What a running container uses.</summary>
/// <param name="CpuTime">Processor time since its start, of all processes that still run.</param>
/// <param name="MemoryBytes">Resident memory now, in bytes.</param>
internal sealed record ContainerStats(TimeSpan CpuTime, long MemoryBytes);
