using Kuscia.Api.Http;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Jobs;

/// <summary>Creates, shows and deletes jobs.</summary>
internal sealed class JobOperations(IResourceClient client, KusciaApiOptions options)
{
    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    public IEnumerable<ApiOperation> All() =>
    [
        ApiOperation.Create("/api/v1/job/create", Json.CreateJobRequest, Json.ReplyJobData, CreateAsync),
        ApiOperation.Create("/api/v1/job/query", Json.JobRequest, Json.ReplyQueryJobData, QueryAsync),
        ApiOperation.Create("/api/v1/job/status/batchQuery", Json.BatchQueryJobRequest, Json.ReplyBatchQueryJobData, BatchAsync),
        ApiOperation.Create("/api/v1/job/delete", Json.JobRequest, Json.ReplyJobData, DeleteAsync),
    ];

    internal static ResourceName NameOf(string job) => new(WellKnownNames.CrossDomainNamespace, job);

    internal static string NotFound(string job) => $"kusciajobs.kuscia.secretflow \"{job}\" not found";

    private async Task<Reply<JobData>> CreateAsync(CreateJobRequest request, CancellationToken cancellationToken)
    {
        if (Check(request) is { } fault)
        {
            return Replies.Fail<JobData>(ErrorCodes.RequestInvalid, fault);
        }

        try
        {
            await client.CreateAsync(Kinds.KusciaJob, JobMapping.ToResource(request), cancellationToken);
            return Replies.Of(new JobData { JobId = request.JobId });
        }
        catch (ResourceException e)
        {
            return Replies.Fail<JobData>(ErrorCodes.CreateJob, e.Message);
        }
    }

    private async Task<Reply<QueryJobData>> QueryAsync(JobRequest request, CancellationToken cancellationToken)
    {
        if (RequestCheck.Given("job_id", request.JobId) is { } fault)
        {
            return Replies.Fail<QueryJobData>(ErrorCodes.RequestInvalid, fault);
        }

        try
        {
            KusciaJob? job = await client.GetAsync(Kinds.KusciaJob, NameOf(request.JobId), cancellationToken);
            return job is null
                ? Replies.Fail<QueryJobData>(ErrorCodes.QueryJob, NotFound(request.JobId))
                : Replies.Of(JobMapping.ToMessage(job, await TasksAsync(job, cancellationToken)));
        }
        catch (ResourceException e)
        {
            return Replies.Fail<QueryJobData>(ErrorCodes.QueryJob, e.Message);
        }
    }

    private async Task<Reply<BatchQueryJobData>> BatchAsync(BatchQueryJobRequest request, CancellationToken cancellationToken)
    {
        if (request.JobIds.Count == 0)
        {
            return Replies.Fail<BatchQueryJobData>(ErrorCodes.RequestInvalid, "Field \"job_ids\" must name at least one job");
        }

        List<JobStatusMessage> jobs = [];
        try
        {
            foreach (string id in request.JobIds)
            {
                KusciaJob? job = await client.GetAsync(Kinds.KusciaJob, NameOf(id), cancellationToken);
                if (job is null)
                {
                    return Replies.Fail<BatchQueryJobData>(ErrorCodes.QueryJobStatus, NotFound(id));
                }

                jobs.Add(new JobStatusMessage { JobId = id, Status = JobStatusMapping.Describe(job, await TasksAsync(job, cancellationToken)) });
            }
        }
        catch (ResourceException e)
        {
            return Replies.Fail<BatchQueryJobData>(ErrorCodes.QueryJobStatus, e.Message);
        }

        return Replies.Of(new BatchQueryJobData { Jobs = jobs });
    }

    private async Task<Reply<JobData>> DeleteAsync(JobRequest request, CancellationToken cancellationToken)
    {
        if (RequestCheck.Given("job_id", request.JobId) is { } fault)
        {
            return Replies.Fail<JobData>(ErrorCodes.RequestInvalid, fault);
        }

        try
        {
            bool existed = await client.DeleteAsync(Kinds.KusciaJob, NameOf(request.JobId), null, cancellationToken);
            return existed ? Replies.Of(new JobData { JobId = request.JobId }) : Replies.Fail<JobData>(ErrorCodes.DeleteJob, NotFound(request.JobId));
        }
        catch (ResourceException e)
        {
            return Replies.Fail<JobData>(ErrorCodes.DeleteJob, e.Message);
        }
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

    private string? Check(CreateJobRequest request)
    {
        string? fault = RequestCheck.First(
            RequestCheck.Name("job_id", request.JobId),
            RequestCheck.Given("initiator", request.Initiator),
            options.InitiatorMustBeOwnDomain && request.Initiator != options.DomainId && request.Initiator.Length > 0
                ? $"initiator is {request.Initiator}, but initiator must be {options.DomainId} in P2P"
                : null,
            request.Tasks.Count == 0 ? "Field \"tasks\" must hold at least one task" : null);
        return fault ?? request.Tasks.Select(CheckTask).FirstOrDefault(f => f is not null);
    }

    private static string? CheckTask(JobTaskMessage task, int index) => RequestCheck.First(
        RequestCheck.Given($"tasks[{index}].app_image", task.AppImage),
        RequestCheck.Given($"tasks[{index}].alias", task.Alias),
        task.Parties.Count == 0 ? $"Field \"tasks[{index}].parties\" must hold at least one party" : null,
        task.Parties.Any(p => p.DomainId.Length == 0) ? $"Field \"tasks[{index}].parties.domain_id\" is required and must not be empty" : null,
        task.Parties.SelectMany(p => p.BandwidthLimits).Any(b => b.LimitKbps <= 0 || b.DestinationId.Length == 0)
            ? $"Field \"tasks[{index}].parties.bandwidth_limits\" needs destination_id and limit_kbps above 0"
            : null);
}
