using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Runtime.Client;

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
    public WatchJobEvent? Apply(WatchEvent<Resource> change) => change switch
    {
        { Type: WatchEventType.Bookmark } => null,
        { Resource: KusciaJob job } => ApplyJob(change.Type, job),
        { Resource: KusciaTask task } => ApplyTask(change.Type, task),
        _ => null,
    };

    private WatchJobEvent? ApplyJob(WatchEventType type, KusciaJob job)
    {
        if (!caller.MayTouch(job))
        {
            return null;
        }

        string name = job.Metadata.Name ?? "";
        if (type == WatchEventType.Deleted)
        {
            _jobs.Remove(name);
            return Message(2, job);
        }

        bool isNew = !_jobs.ContainsKey(name);
        _jobs[name] = job;
        return Message(isNew ? 0 : 1, job);
    }

    private WatchJobEvent? ApplyTask(WatchEventType type, KusciaTask task)
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
        return moved && _jobs.GetValueOrDefault(task.Metadata.Annotation(WellKnownAnnotations.JobId) ?? "") is { } job ? Message(1, job) : null;
    }

    private WatchJobEvent Message(int type, KusciaJob job) => new()
    {
        Type = type,
        Object = new JobStatusMessage { JobId = job.Metadata.Name ?? "", Status = JobStatusMapping.Describe(job, _tasks) },
    };
}
