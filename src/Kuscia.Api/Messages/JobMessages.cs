using System.Text.Json.Serialization;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Messages;

internal sealed record CreateJobRequest
{
    public string JobId { get; init; } = "";
    public string Initiator { get; init; } = "";
    public int MaxParallelism { get; init; }
    public IReadOnlyList<JobTaskMessage> Tasks { get; init; } = [];
    public IReadOnlyDictionary<string, string> CustomFields { get; init; } = new Dictionary<string, string>();
}

internal sealed record JobTaskMessage
{
    public string AppImage { get; init; } = "";
    public IReadOnlyList<JobPartyMessage> Parties { get; init; } = [];
    public string Alias { get; init; } = "";
    public string TaskId { get; init; } = "";
    public IReadOnlyList<string> Dependencies { get; init; } = [];
    public string TaskInputConfig { get; init; } = "";
    public int Priority { get; init; }
    public ScheduleConfigMessage? ScheduleConfig { get; init; }
    public bool Tolerable { get; init; }
}

internal sealed record ScheduleConfigMessage
{
    public int TaskTimeoutSeconds { get; init; }
    public int ResourceReservedSeconds { get; init; }
    public int ResourceReallocationIntervalSeconds { get; init; }
}

internal sealed record JobPartyMessage
{
    public string DomainId { get; init; } = "";
    public string Role { get; init; } = "";
    public JobResourceMessage? Resources { get; init; }
    public IReadOnlyList<BandwidthLimitMessage> BandwidthLimits { get; init; } = [];
}

internal sealed record JobResourceMessage
{
    public string Cpu { get; init; } = "";
    public string Memory { get; init; } = "";
    public string Bandwidth { get; init; } = "";
}

internal sealed record BandwidthLimitMessage
{
    public string DestinationId { get; init; } = "";

    [JsonConverter(typeof(Int64TextConverter))]
    public long LimitKbps { get; init; }
}

/// <summary>Names one job: query, delete and the stage commands.</summary>
internal sealed record JobRequest
{
    public string JobId { get; init; } = "";
    public string Reason { get; init; } = "";
}

internal sealed record ApproveJobRequest
{
    public string JobId { get; init; } = "";

    /// <summary>1 or APPROVE_RESULT_ACCEPT, 2 or APPROVE_RESULT_REJECT.</summary>
    [JsonConverter(typeof(EnumTextConverter))]
    public string Result { get; init; } = "";
    public string Reason { get; init; } = "";
}

internal sealed record JobData
{
    public string JobId { get; init; } = "";
}

internal sealed record QueryJobData
{
    public string JobId { get; init; } = "";
    public string Initiator { get; init; } = "";
    public int MaxParallelism { get; init; }
    public IReadOnlyList<TaskConfigMessage> Tasks { get; init; } = [];
    public JobStatusDetail? Status { get; init; }
    public IReadOnlyDictionary<string, string> CustomFields { get; init; } = new Dictionary<string, string>();
}

internal sealed record TaskConfigMessage
{
    public string AppImage { get; init; } = "";
    public IReadOnlyList<JobPartyMessage> Parties { get; init; } = [];
    public string Alias { get; init; } = "";
    public string TaskId { get; init; } = "";
    public IReadOnlyList<string> Dependencies { get; init; } = [];
    public string TaskInputConfig { get; init; } = "";
    public int Priority { get; init; }
    public ScheduleConfigMessage? ScheduleConfig { get; init; }
}

internal sealed record JobStatusDetail
{
    public string State { get; init; } = "";
    public string ErrMsg { get; init; } = "";
    public string CreateTime { get; init; } = "";
    public string StartTime { get; init; } = "";
    public string EndTime { get; init; } = "";
    public IReadOnlyList<TaskStatusMessage> Tasks { get; init; } = [];
    public IReadOnlyList<PartyStateMessage> StageStatusList { get; init; } = [];
    public IReadOnlyList<PartyStateMessage> ApproveStatusList { get; init; } = [];
}

internal sealed record TaskStatusMessage
{
    public string TaskId { get; init; } = "";
    public string State { get; init; } = "";
    public string ErrMsg { get; init; } = "";
    public string CreateTime { get; init; } = "";
    public string StartTime { get; init; } = "";
    public string EndTime { get; init; } = "";
    public IReadOnlyList<PartyStatusMessage> Parties { get; init; } = [];
    public string Alias { get; init; } = "";
    public float Progress { get; init; }
}

internal sealed record PartyStatusMessage
{
    public string DomainId { get; init; } = "";
    public string State { get; init; } = "";
    public string ErrMsg { get; init; } = "";
    public IReadOnlyList<PartyEndpointMessage> Endpoints { get; init; } = [];
}

internal sealed record PartyEndpointMessage
{
    public string PortName { get; init; } = "";
    public string Scope { get; init; } = "";
    public string Endpoint { get; init; } = "";
}

internal sealed record PartyStateMessage
{
    public string DomainId { get; init; } = "";
    public string State { get; init; } = "";
}

internal sealed record BatchQueryJobRequest
{
    public IReadOnlyList<string> JobIds { get; init; } = [];
}

internal sealed record BatchQueryJobData
{
    public IReadOnlyList<JobStatusMessage> Jobs { get; init; } = [];
}

internal sealed record JobStatusMessage
{
    public string JobId { get; init; } = "";
    public JobStatusDetail? Status { get; init; }
}
