using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using Resource = Kuscia.Model.Meta.Resource;

namespace Kuscia.Api.Jobs;

/// <summary>What one watcher knows of jobs and tasks, and what a change of them means to it. Not thread-safe.</summary>
internal sealed class JobWatchView(Caller caller, IEnumerable<KusciaTask> tasks)
{
    private readonly Dictionary<string, KusciaJob> _jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KusciaTask> _tasks = tasks.ToDictionary(t => t.Metadata.Name ?? "", t => (KusciaTask)Slim(t), StringComparer.Ordinal);

    /// <summary>The object without what no status tells: configurations of tasks are megabytes, and every watcher keeps its jobs.</summary>
    public static Resource Slim(Resource resource) => resource switch
    {
        KusciaJob { Spec.Tasks: { } tasks } job => job with { Spec = job.Spec with { Tasks = [.. tasks.Select(t => t with { TaskInputConfig = null })] } },
        KusciaTask { Spec: { } spec } task => task with { Spec = new KusciaTaskSpec { Initiator = spec.Initiator } },
        _ => resource,
    };

    /// <summary>The message for the watcher; null when the change does not concern it.</summary>
    public WatchJobEventResponse? Apply(WatchEvent<Resource> change) => change switch
    {
        { Type: WatchEventType.Bookmark } => null,
        { Resource: KusciaJob job } => ApplyJob(change.Type, job),
        { Resource: KusciaTask task } => ApplyTask(change.Type, task),
        _ => null,
    };

    private WatchJobEventResponse? ApplyJob(WatchEventType type, KusciaJob job)
    {
        if (!caller.MayTouch(job))
        {
            return null;
        }

        string name = job.Metadata.Name ?? "";
        if (type == WatchEventType.Deleted)
        {
            _jobs.Remove(name);
            return Message(EventType.Deleted, job);
        }

        bool isNew = !_jobs.ContainsKey(name);
        _jobs[name] = job;
        return Message(isNew ? EventType.Added : EventType.Modified, job);
    }

    private WatchJobEventResponse? ApplyTask(WatchEventType type, KusciaTask task)
    {
        string name = task.Metadata.Name ?? "";
        float before = _tasks.GetValueOrDefault(name)?.Status?.Progress ?? 0;
        if (type == WatchEventType.Deleted)
        {
            _tasks.Remove(name);
            return null;
        }

        _tasks[name] = task;
        float now = task.Status?.Progress ?? 0;
        bool moved = now is > 0 and < 1 && now != before;
        return moved && _jobs.GetValueOrDefault(task.Metadata.Annotation(WellKnownAnnotations.JobId) ?? "") is { } job ? Message(EventType.Modified, job) : null;
    }

    private WatchJobEventResponse Message(EventType type, KusciaJob job) => new()
    {
        Type = type,
        Object = new JobStatus { JobId = job.Metadata.Name ?? "", Status = JobStatusMapping.Describe(job, _tasks) },
    };
}
