using Google.Protobuf.Reflection;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.Api.Jobs;

/// <summary>Creates, shows and deletes jobs.</summary>
internal sealed class JobOperations(IResourceClient client, KusciaApiOptions options)
{
    private const string Prefix = "/api/v1/job/";

    private static readonly ServiceDescriptor Service = JobReflection.Descriptor.Services[0];

    private readonly JobCheck _check = new(options);

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<CreateJobRequest, CreateJobResponse>(Prefix + "create", Service, ErrorCodes.CreateJob, CreateAsync),
        Operation.Create<QueryJobRequest, QueryJobResponse>(Prefix + "query", Service, ErrorCodes.QueryJob, QueryAsync),
        Operation.Create<BatchQueryJobStatusRequest, BatchQueryJobStatusResponse>(Prefix + "status/batchQuery", Service, ErrorCodes.QueryJobStatus, BatchAsync),
        Operation.Create<DeleteJobRequest, DeleteJobResponse>(Prefix + "delete", Service, ErrorCodes.DeleteJob, DeleteAsync),
    ];

    internal static ResourceName NameOf(string job)
    {
        RequestCheck.First(RequestCheck.Filled(job, JobCheck.NoId));
        return new ResourceName(WellKnownNames.CrossDomainNamespace, job);
    }

    private static string Foreign(string act) => $"domain's KusciaAPI could only {act} the job that the domain as a participant in the job";

    internal static string NotFound(string job) => $"kusciajobs.kuscia.secretflow \"{job}\" not found";

    /// <summary>The job when it exists and the caller may touch it, else the fault with the code of the operation.</summary>
    internal static async Task<KusciaJob> RequireAsync(
        IResourceClient client, string id, Caller caller, int missing, int foreign, CancellationToken cancellationToken, string act = "retrieve")
    {
        KusciaJob job = await client.GetAsync(Kinds.KusciaJob, NameOf(id), cancellationToken) ?? throw new OperationFaultException(missing, NotFound(id));
        return caller.MayTouch(job) ? job : throw new OperationFaultException(foreign, Foreign(act));
    }

    private async Task<CreateJobResponse> CreateAsync(CreateJobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        _check.Require(request);
        KusciaJob job = JobMapping.ToResource(request);
        // On a node of one party everybody who may create a job there speaks for that party.
        bool allowed = options.ControlPlaneOnly ? caller.MayTouch(job) : caller.Owns(request.Initiator);
        if (!allowed)
        {
            throw new OperationFaultException(ErrorCodes.NotAllowed, Foreign("create"));
        }

        await RequireFreeTaskIdsAsync(job, cancellationToken);
        await client.CreateAsync(Kinds.KusciaJob, job, cancellationToken);
        return new CreateJobResponse { Data = new CreateJobResponseData { JobId = request.JobId } };
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

    private async Task<QueryJobResponse> QueryAsync(QueryJobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        KusciaJob job = await RequireAsync(client, request.JobId, caller, ErrorCodes.QueryJob, ErrorCodes.QueryJob, cancellationToken);
        return new QueryJobResponse { Data = JobMapping.ToMessage(job, await TasksAsync(job, cancellationToken)) };
    }

    // The first failure fails the whole call.
    private async Task<BatchQueryJobStatusResponse> BatchAsync(BatchQueryJobStatusRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(request.JobIds.Count == 0 ? "job ids can not be empty" : null, request.JobIds.Contains("") ? JobCheck.NoId : null);
        BatchQueryJobStatusResponseData found = new();
        foreach (string id in request.JobIds)
        {
            KusciaJob job = await RequireAsync(client, id, caller, ErrorCodes.QueryJobStatus, ErrorCodes.QueryJobStatus, cancellationToken);
            found.Jobs.Add(new JobStatus { JobId = id, Status = JobStatusMapping.Describe(job, await TasksAsync(job, cancellationToken)) });
        }

        return new BatchQueryJobStatusResponse { Data = found };
    }

    private async Task<DeleteJobResponse> DeleteAsync(DeleteJobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        KusciaJob job = await RequireAsync(client, request.JobId, caller, caller.IsOwner ? ErrorCodes.DeleteJob : ErrorCodes.NotAllowed, ErrorCodes.NotAllowed, cancellationToken, "delete");
        await client.DeleteAsync(Kinds.KusciaJob, job.Identity, null, cancellationToken);
        return new DeleteJobResponse { Data = new DeleteJobResponseData { JobId = request.JobId } };
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
