using Kuscia.Model;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using TaskStatus = Kuscia.Protos.KusciaApi.TaskStatus;

namespace Kuscia.Api.Jobs;

/// <summary>The status of a job as the API tells it.</summary>
internal static class JobStatusMapping
{
    /// <summary>Tells a job and its tasks.</summary>
    /// <param name="job">The job.</param>
    /// <param name="found">Tasks by name, also those of other jobs.</param>
    public static JobStatusDetail Describe(KusciaJob job, IReadOnlyDictionary<string, KusciaTask> found)
    {
        Dictionary<string, KusciaTask> tasks = [];
        foreach (string id in (job.Spec?.Tasks ?? []).Select(t => t.TaskID ?? ""))
        {
            if (found.TryGetValue(id, out KusciaTask? task) && IsOf(job, task))
            {
                tasks[id] = task;
            }
        }

        return Tell(job, tasks);
    }

    // What does not name its job may be any job's; a task that names another job must not be told as this one's.
    private static bool IsOf(KusciaJob job, KusciaTask task) =>
        task.Metadata.Label(WellKnownLabels.JobUid) is not { Length: > 0 } uid
            ? (task.Metadata.Annotation(WellKnownAnnotations.JobId) ?? job.Metadata.Name) == job.Metadata.Name
            : uid == job.Metadata.Uid;

    private static JobStatusDetail Tell(KusciaJob job, Dictionary<string, KusciaTask> tasks) => new()
    {
        State = StateOf(job.Status?.Phase),
        ErrMsg = MessageOf(job, tasks),
        CreateTime = RequestCheck.Time(job.Metadata.CreationTimestamp),
        StartTime = RequestCheck.Time(job.Status?.StartTime),
        EndTime = RequestCheck.Time(job.Status?.CompletionTime),
        Tasks = { (job.Spec?.Tasks ?? []).Select(t => Describe(t, tasks.GetValueOrDefault(t.TaskID ?? ""), job.Status?.TaskStatus?.GetValueOrDefault(t.TaskID ?? ""))) },
        StageStatusList = { Ordered(job.Status?.StageStatus).Select(s => new PartyStageStatus { DomainId = s.Key, State = s.Value }) },
        ApproveStatusList = { Ordered(job.Status?.ApproveStatus).Select(s => new PartyApproveStatus { DomainId = s.Key, State = s.Value }) },
    };

    // The first phase, "initialized", is told as Pending: the enum has no name for it.
    private static string StateOf(string? phase) => phase switch
    {
        null or "" or "initialized" => "Pending",
        "Pending" or "Running" or "Succeeded" or "Failed" or "AwaitingApproval" or "ApprovalReject" or "Cancelled" or "Suspended" => phase,
        _ => "Unknown",
    };

    private static string TaskState(string? phase) => phase switch
    {
        null or "" => "Pending",
        "Pending" or "Running" or "Succeeded" or "Failed" => phase,
        _ => "Unknown",
    };

    private static string MessageOf(KusciaJob job, Dictionary<string, KusciaTask> tasks)
    {
        if (job.Status?.Message is { Length: > 0 } message)
        {
            return message;
        }

        if (job.Status?.Phase != "Failed")
        {
            return "";
        }

        // Of a party what its pods say, else what is said of its part.
        IEnumerable<string> parties = from task in job.Spec?.Tasks ?? []
                                      let running = tasks.GetValueOrDefault(task.TaskID ?? "")
                                      where running is not null
                                      let told = Parties(running).ToDictionary(p => p.DomainId, p => p.ErrMsg)
                                      from domain in (running.Status?.PartyTaskStatus ?? []).Select(p => p.DomainID ?? "").Union(told.Keys)
                                      let said = told.GetValueOrDefault(domain) is { Length: > 0 } pods
                                          ? pods
                                          : running.Status?.PartyTaskStatus?.FirstOrDefault(p => p.DomainID == domain)?.Message
                                      where said is { Length: > 0 }
                                      select $"Task[{task.Alias}]-Party[{domain}]: {said}";
        string joined = string.Join("; ", parties);
        return joined.Length > 0 ? joined : job.Status.Reason ?? "";
    }

    private static TaskStatus Describe(KusciaTaskTemplate template, KusciaTask? task, string? noted) => new()
    {
        TaskId = template.TaskID ?? "",
        Alias = template.Alias ?? "",
        State = TaskState(task?.Status?.Phase is { Length: > 0 } phase ? phase : noted),
        ErrMsg = task?.Status?.Message ?? "",
        CreateTime = RequestCheck.Time(task?.Metadata.CreationTimestamp),
        StartTime = RequestCheck.Time(task?.Status?.StartTime),
        EndTime = RequestCheck.Time(task?.Status?.CompletionTime),
        Progress = task?.Status?.Progress ?? 0,
        Parties = { task is null ? [] : Parties(task) },
    };

    private static IEnumerable<PartyStatus> Parties(KusciaTask task)
    {
        ILookup<string, TaskPodStatus> pods = (task.Status?.PodStatuses?.Values ?? []).ToLookup(p => p.Namespace ?? "");
        return pods.OrderBy(p => p.Key, StringComparer.Ordinal).Select(party => new PartyStatus
        {
            DomainId = party.Key,
            State = task.Status?.PartyTaskStatus?.FirstOrDefault(s => s.DomainID == party.Key)?.Phase ?? "Pending",
            ErrMsg = string.Join(',', party.Select(MessageOf).Where(m => m.Length > 0)),
            Endpoints = { (task.Status?.ServiceStatuses?.Values ?? []).Where(s => s.Namespace == party.Key).Select(Describe) },
        });
    }

    private static string MessageOf(TaskPodStatus pod)
    {
        string message = pod.Message is { Length: > 0 } text ? text + ";" : "";
        return message + pod.TerminationLog;
    }

    private static JobPartyEndpoint Describe(TaskServiceStatus service) => new()
    {
        PortName = service.PortName ?? "",
        Scope = service.Scope ?? "",
        Endpoint = $"{service.ServiceName}.{service.Namespace}.svc" + (service.Scope == WellKnownNames.DomainScope ? $":{service.PortNumber}" : ""),
    };

    private static IEnumerable<KeyValuePair<string, string>> Ordered(IReadOnlyDictionary<string, string>? states) =>
        (states ?? new Dictionary<string, string>()).OrderBy(s => s.Key, StringComparer.Ordinal);
}
