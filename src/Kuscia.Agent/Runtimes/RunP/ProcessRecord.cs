using System.Text.Json.Serialization;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>What <c>meta.json</c> of a sandbox says.</summary>
internal sealed record SandboxRecord(string Namespace, string Pod, string Uid);

/// <summary>What <c>process.json</c> of a container says: enough to know the process again after the node was killed.</summary>
internal sealed record ProcessRecord
{
    public required string Container { get; init; }
    public required string Id { get; init; }
    public required int Attempt { get; init; }
    public required int ProcessId { get; init; }
    public required long StartTicks { get; init; }
    public required string BootId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required string LogPath { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SandboxRecord))]
[JsonSerializable(typeof(ProcessRecord))]
internal sealed partial class ProcessRecordContext : JsonSerializerContext;
