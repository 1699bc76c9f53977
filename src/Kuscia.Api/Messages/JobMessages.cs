using System.Text.Json.Serialization;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Messages;

internal sealed record CreateJobRequest
{
    public string JobId { get; set; } = "";
    public string Initiator { get; set; } = "";
    public int MaxParallelism { get; set; }
    public IReadOnlyList<JobTaskMessage> Tasks { get; set; } = [];
    public IReadOnlyDictionary<string, string> CustomFields { get; set; } = new Dictionary<string, string>();
}

internal sealed record JobTaskMessage
{
    public string AppImage { get; set; } = "";
    public IReadOnlyList<JobPartyMessage> Parties { get; set; } = [];
    public string Alias { get; set; } = "";
    public string TaskId { get; set; } = "";
    public IReadOnlyList<string> Dependencies { get; set; } = [];
    public string TaskInputConfig { get; set; } = "";
    public int Priority { get; set; }
    public ScheduleConfigMessage? ScheduleConfig { get; set; }
    public bool Tolerable { get; set; }
}

internal sealed record ScheduleConfigMessage
{
    public int TaskTimeoutSeconds { get; set; }
    public int ResourceReservedSeconds { get; set; }
    public int ResourceReallocationIntervalSeconds { get; set; }
}

internal sealed record JobPartyMessage
{
    public string DomainId { get; set; } = "";
    public string Role { get; set; } = "";
    public JobResourceMessage? Resources { get; set; }
    public IReadOnlyList<BandwidthLimitMessage> BandwidthLimits { get; set; } = [];
}

internal sealed record JobResourceMessage
{
    public string Cpu { get; set; } = "";
    public string Memory { get; set; } = "";
    public string Bandwidth { get; set; } = "";
}

internal sealed record BandwidthLimitMessage
{
    public string DestinationId { get; set; } = "";

    [JsonConverter(typeof(Int64TextConverter))]
    public long LimitKbps { get; set; }
}

/// <summary>Names one job: query, delete and the stage commands.</summary>
internal sealed record JobRequest
{
    public string JobId { get; set; } = "";
    public string Reason { get; set; } = "";
}

/// <summary>The enum <c>ApproveResult</c>.</summary>
internal sealed class ApproveResultConverter() : EnumTextConverter("APPROVE_RESULT_UNKNOWN", "APPROVE_RESULT_ACCEPT", "APPROVE_RESULT_REJECT");

internal sealed record ApproveJobRequest
{
    public string JobId { get; set; } = "";

    /// <summary>1 or APPROVE_RESULT_ACCEPT, 2 or APPROVE_RESULT_REJECT.</summary>
    [JsonConverter(typeof(ApproveResultConverter))]
    public string Result { get; set; } = "";
    public string Reason { get; set; } = "";
}

internal sealed record JobData
{
    public string JobId { get; set; } = "";
}

internal sealed record QueryJobData
{
    public string JobId { get; set; } = "";
    public string Initiator { get; set; } = "";
    public int MaxParallelism { get; set; }
    public IReadOnlyList<TaskConfigMessage> Tasks { get; set; } = [];
    public JobStatusDetail? Status { get; set; }
    public IReadOnlyDictionary<string, string> CustomFields { get; set; } = new Dictionary<string, string>();
}

internal sealed record TaskConfigMessage
{
    public string AppImage { get; set; } = "";
    public IReadOnlyList<JobPartyMessage> Parties { get; set; } = [];
    public string Alias { get; set; } = "";
    public string TaskId { get; set; } = "";
    public IReadOnlyList<string> Dependencies { get; set; } = [];
    public string TaskInputConfig { get; set; } = "";
    public int Priority { get; set; }
    public ScheduleConfigMessage? ScheduleConfig { get; set; }
}

internal sealed record JobStatusDetail
{
    public string State { get; set; } = "";
    public string ErrMsg { get; set; } = "";
    public string CreateTime { get; set; } = "";
    public string StartTime { get; set; } = "";
    public string EndTime { get; set; } = "";
    public IReadOnlyList<TaskStatusMessage> Tasks { get; set; } = [];
    public IReadOnlyList<PartyStateMessage> StageStatusList { get; set; } = [];
    public IReadOnlyList<PartyStateMessage> ApproveStatusList { get; set; } = [];
}

internal sealed record TaskStatusMessage
{
    public string TaskId { get; set; } = "";
    public string State { get; set; } = "";
    public string ErrMsg { get; set; } = "";
    public string CreateTime { get; set; } = "";
    public string StartTime { get; set; } = "";
    public string EndTime { get; set; } = "";
    public IReadOnlyList<PartyStatusMessage> Parties { get; set; } = [];
    public string Alias { get; set; } = "";
    public float Progress { get; set; }
}

internal sealed record PartyStatusMessage
{
    public string DomainId { get; set; } = "";
    public string State { get; set; } = "";
    public string ErrMsg { get; set; } = "";
    public IReadOnlyList<PartyEndpointMessage> Endpoints { get; set; } = [];
}

internal sealed record PartyEndpointMessage
{
    public string PortName { get; set; } = "";
    public string Scope { get; set; } = "";
    public string Endpoint { get; set; } = "";
}

internal sealed record PartyStateMessage
{
    public string DomainId { get; set; } = "";
    public string State { get; set; } = "";
}

internal sealed record BatchQueryJobRequest
{
    public IReadOnlyList<string> JobIds { get; set; } = [];
}

internal sealed record BatchQueryJobData
{
    public IReadOnlyList<JobStatusMessage> Jobs { get; set; } = [];
}

internal sealed record JobStatusMessage
{
    public string JobId { get; set; } = "";
    public JobStatusDetail? Status { get; set; }
}

internal sealed record WatchJobRequest
{
    /// <summary>0 to 2147483647; 0 is as long as possible.</summary>
    [JsonConverter(typeof(Int64TextConverter))]
    public long TimeoutSeconds { get; set; }
}

/// <summary>One message of a watch: type 0 added, 1 modified, 2 deleted, 4 heartbeat.</summary>
internal sealed record WatchJobEvent
{
    public int Type { get; set; }
    public JobStatusMessage? Object { get; set; }
}
