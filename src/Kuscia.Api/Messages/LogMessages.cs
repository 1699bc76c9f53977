using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Messages;

internal sealed record QueryLogRequest
{
    public string TaskId { get; set; } = "";
    public int ReplicaIdx { get; set; }
    public string Container { get; set; } = "";
    public bool Follow { get; set; }

    /// <summary>Read what is on this node, without looking at the task.</summary>
    public bool Local { get; set; }
}

internal sealed record QueryPodNodeRequest
{
    public string TaskId { get; set; } = "";
    public string Domain { get; set; } = "";
    public int ReplicaIdx { get; set; }
}

/// <summary>The node stands beside the status, not in data (wire contract).</summary>
internal sealed record QueryPodNodeReply
{
    public ReplyStatus Status { get; set; } = ReplyStatus.Success;
    public string NodeName { get; set; } = "";
    public string NodeIp { get; set; } = "";
}
