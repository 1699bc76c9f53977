namespace Kuscia.Model.Meta;

/// <summary>One observed condition of an object: <c>True</c>, <c>False</c> or <c>Unknown</c> with reason and message.</summary>
public sealed record Condition
{
    public required string Type { get; init; }
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
    public DateTimeOffset? LastTransitionTime { get; init; }
    public DateTimeOffset? LastUpdateTime { get; init; }
    public DateTimeOffset? LastHeartbeatTime { get; init; }
}
