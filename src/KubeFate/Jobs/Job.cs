using System.Text.Json.Nodes;
using KubeFate.Clusters;
using KubeFate.Wire;

namespace KubeFate.Jobs;

/// <summary>One asynchronous operation.</summary>
internal sealed record Job
{
    public const string Install = "ClusterInstall";
    public const string Update = "ClusterUpdate";
    public const string Delete = "ClusterDelete";

    public BaseFields Base { get; init; } = new();

    public required string Uuid { get; init; }

    public required string Method { get; init; }

    public string ClusterId { get; init; } = "";

    public string Creator { get; init; } = "";

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public JobStatus Status { get; init; } = JobStatus.Pending;

    public TimeSpan TimeLimit { get; init; }

    /// <summary>What was asked for; null for a delete job that was just made.</summary>
    public ClusterArgs? Args { get; init; }

    /// <summary>The modules by name; null before they were looked at.</summary>
    public IReadOnlyDictionary<string, SubJob>? SubJobs { get; init; }

    /// <summary>What happened, for people and scripts.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>How far it is, for a service that takes it over: empty, or what was begun and with which revision before.</summary>
    public string Step { get; init; } = "";

    /// <summary>Why it waits, one sentence a module.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Whether it has come to an end.</summary>
    public bool IsOver => Status is JobStatus.Success or JobStatus.Failed or JobStatus.Rollback or JobStatus.Timeout or JobStatus.Canceled;

    /// <summary>What clients get.</summary>
    /// <param name="reasonsToo">Whether the client asked for the reasons as well.</param>
    public JsonObject ToJson(bool reasonsToo = false)
    {
        JsonObject answer = Base.AddTo(new JsonObject
        {
            ["uuid"] = Uuid,
            ["start_time"] = GoJson.Time(Started),
            ["end_time"] = GoJson.Time(Ended),
            ["method"] = Method,
            ["cluster_id"] = ClusterId,
            ["creator"] = Creator,
            ["sub_jobs"] = SubJobsJson(),
            ["status"] = Status.ToString(),
            ["time_limit"] = TimeLimit.Ticks * 100,
            ["meta_data"] = Args?.ToJson(),
            ["states"] = StatesJson(),
        });
        if (reasonsToo)
        {
            answer["reasons"] = new JsonArray([.. Reasons.Select(reason => (JsonNode)reason)]);
        }

        return answer;
    }

    public JsonObject? SubJobsJson() => SubJobs is null
        ? null
        : new JsonObject(SubJobs.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value.ToJson())));

    public JsonArray? StatesJson() => States.Count == 0 ? null : new JsonArray([.. States.Select(state => (JsonNode)state)]);
}
