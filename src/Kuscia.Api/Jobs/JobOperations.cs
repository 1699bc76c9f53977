using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Runtime.Client;

namespace Kuscia.Api.Jobs;

/// <summary>Creates, shows and deletes jobs.</summary>
internal sealed class JobOperations(IResourceClient client, KusciaApiOptions options)
{
    private const string Prefix = "/api/v1/job/";

    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    private readonly JobCheck _check = new(options);

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<CreateJobRequest, JobData>(Prefix + "create", Json, ErrorCodes.CreateJob, CreateAsync),
        Operation.Create<JobRequest, QueryJobData>(Prefix + "query", Json, ErrorCodes.QueryJob, QueryAsync),
        Operation.Create<BatchQueryJobRequest, BatchQueryJobData>(Prefix + "status/batchQuery", Json, ErrorCodes.QueryJobStatus, BatchAsync),
        Operation.Create<JobRequest, JobData>(Prefix + "delete", Json, ErrorCodes.DeleteJob, DeleteAsync),
    ];

    internal static ResourceName NameOf(string job)
    {
        RequestCheck.Require(RequestCheck.Name("job_id", job));
        return new ResourceName(WellKnownNames.CrossDomainNamespace, job);
    }

    internal static string NotFound(string job) => $"kusciajobs.kuscia.secretflow \"{job}\" not found";

    /// <summary>The job when it exists and the caller may touch it, else the fault with the code of the operation.</summary>
    internal static async Task<KusciaJob> RequireAsync(IResourceClient client, string id, Caller caller, int missing, int foreign, CancellationToken cancellationToken)
    {
        KusciaJob job = await client.GetAsync(Kinds.KusciaJob, NameOf(id), cancellationToken) ?? throw new OperationFaultException(missing, NotFound(id));
        return caller.MayTouch(job) ? job : throw new OperationFaultException(foreign, $"domain {caller.Domain} is neither initiator nor party of job {id}");
    }

    private async Task<Reply<JobData>> CreateAsync(CreateJobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        _check.Require(request);
        KusciaJob job = JobMapping.ToResource(request);
        // On a node of one party everybody who may create a job there speaks for that party.
        bool allowed = options.ControlPlaneOnly ? caller.MayTouch(job) : caller.Owns(request.Initiator);
        if (!allowed)
        {
            return Replies.Fail<JobData>(ErrorCodes.NotAllowed, $"domain {caller.Domain} may not create job {request.JobId}, which {request.Initiator} initiates");
        }

        await RequireFreeTaskIdsAsync(job, cancellationToken);
        await client.CreateAsync(Kinds.KusciaJob, job, cancellationToken);
        return Replies.Of(new JobData { JobId = request.JobId });
    }

    // A task that another job has not made yet is found when the job is taken up: that needs all jobs.
    private async Task RequireFreeTaskIdsAsync(KusciaJob job, CancellationToken cancellationToken)
    {
        IReadOnlyList<KusciaTaskTemplate> templates = job.Spec?.Tasks ?? [];
        for (int i = 0; i < templates.Count; i++)
        {
            if (templates[i].TaskID is { Length: > 0 } id
                && await client.GetAsync(Kinds.KusciaTask, new ResourceName(WellKnownNames.CrossDomainNamespace, id), cancellationToken) is { } taken
                && taken.Metadata.Annotation(WellKnownAnnotations.JobId) != job.Metadata.Name)
            {
                string owner = taken.Metadata.Annotation(WellKnownAnnotations.JobId) is { Length: > 0 } other ? $"a task of job {other}" : "an existing task";
                throw new OperationFaultException(ErrorCodes.CreateJob, RequestCheck.Invalid($"tasks[{i}].task_id", id, $"{owner} has it; choose another one, or none"));
            }
        }
    }

    private async Task<Reply<QueryJobData>> QueryAsync(JobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        KusciaJob job = await RequireAsync(client, request.JobId, caller, ErrorCodes.QueryJob, ErrorCodes.QueryJob, cancellationToken);
        return Replies.Of(JobMapping.ToMessage(job, await TasksAsync(job, cancellationToken)));
    }

    // The first failure fails the whole call.
    private async Task<Reply<BatchQueryJobData>> BatchAsync(BatchQueryJobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.Require(request.JobIds.Count == 0 ? "Field \"job_ids\" must name at least one job" : null);
        List<JobStatusMessage> jobs = [];
        foreach (string id in request.JobIds)
        {
            KusciaJob job = await RequireAsync(client, id, caller, ErrorCodes.QueryJobStatus, ErrorCodes.QueryJobStatus, cancellationToken);
            jobs.Add(new JobStatusMessage { JobId = id, Status = JobStatusMapping.Describe(job, await TasksAsync(job, cancellationToken)) });
        }

        return Replies.Of(new BatchQueryJobData { Jobs = jobs });
    }

    private async Task<Reply<JobData>> DeleteAsync(JobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        KusciaJob job = await RequireAsync(client, request.JobId, caller, ErrorCodes.DeleteJob, ErrorCodes.NotAllowed, cancellationToken);
        await client.DeleteAsync(Kinds.KusciaJob, job.Identity, null, cancellationToken);
        return Replies.Of(new JobData { JobId = request.JobId });
    }

    // One look-up per task that exists, so the answer needs no scan of all tasks.
    private async Task<Dictionary<string, KusciaTask>> TasksAsync(KusciaJob job, CancellationToken cancellationToken)
    {
        Dictionary<string, KusciaTask> tasks = [];
        foreach (string id in (job.Spec?.Tasks ?? []).Select(t => t.TaskID ?? "").Where(id => id.Length > 0))
        {
            if (await client.GetAsync(Kinds.KusciaTask, new ResourceName(WellKnownNames.CrossDomainNamespace, id), cancellationToken) is { } task)
            {
                tasks[id] = task;
            }
        }

        return tasks;
    }
}
