using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.Api.Jobs;

/// <summary>Commands to a running job: they are labels with a rising version, which the controllers of all parties follow.</summary>
internal sealed class JobStageOperations(IResourceClient client, KusciaApiOptions options)
{
    private const string Prefix = "/api/v1/job/";
    private const int MaxAttempts = 5;

    private static readonly ServiceDescriptor Service = JobReflection.Descriptor.Services[0];

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<StopJobRequest, StopJobResponse>(Prefix + "stop", Service, ErrorCodes.StopJob, StopAsync),
        Operation.Create<CancelJobRequest, CancelJobResponse>(Prefix + "cancel", Service, ErrorCodes.CancelJob, CancelAsync),
        Operation.Create<SuspendJobRequest, SuspendJobResponse>(Prefix + "suspend", Service, ErrorCodes.SuspendJob, SuspendAsync),
        Operation.Create<RestartJobRequest, RestartJobResponse>(Prefix + "restart", Service, ErrorCodes.RestartJob, RestartAsync),
        Operation.Create<ApproveJobRequest, ApproveJobResponse>(Prefix + "approve", Service, ErrorCodes.ApproveJob, ApproveAsync),
    ];

    private async Task<StopJobResponse> StopAsync(StopJobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        await CommandAsync(request.JobId, caller, "Stop", ErrorCodes.StopJob, _ => null, cancellationToken);
        return new StopJobResponse { Data = new StopJobResponseData { JobId = request.JobId } };
    }

    private async Task<CancelJobResponse> CancelAsync(CancelJobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        await CommandAsync(request.JobId, caller, "Cancel", ErrorCodes.CancelJob, _ => null, cancellationToken);
        return new CancelJobResponse { Data = new CancelJobResponseData { JobId = request.JobId } };
    }

    private async Task<SuspendJobResponse> SuspendAsync(SuspendJobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        await CommandAsync(request.JobId, caller, "Suspend", ErrorCodes.SuspendJob, Refuse, cancellationToken);
        return new SuspendJobResponse { Data = new SuspendJobResponseData { JobId = request.JobId } };

        OperationFaultException? Refuse(string phase) =>
            phase == "Running" ? null : new OperationFaultException(ErrorCodes.SuspendNotRunning, $"job: {request.JobId} current status is {phase} can not be suspend.");
    }

    private async Task<RestartJobResponse> RestartAsync(RestartJobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        await CommandAsync(request.JobId, caller, "Restart", ErrorCodes.RestartJob, Refuse, cancellationToken);
        return new RestartJobResponse { Data = new RestartJobResponseData { JobId = request.JobId } };

        OperationFaultException? Refuse(string phase) =>
            phase is "Failed" or "Suspended" ? null : new OperationFaultException(ErrorCodes.RestartNotEnded, $"job: {request.JobId} current status is {phase} can not be restart.");
    }

    private async Task CommandAsync(string id, Caller caller, string stage, int code, Func<string, OperationFaultException?> refuse, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            KusciaJob job = await JobOperations.RequireAsync(client, id, caller, code, ErrorCodes.NotAllowed, cancellationToken, stage == "Stop" ? "retrieve" : "approve");
            if (refuse(job.Status?.Phase ?? "") is { } refusal)
            {
                throw refusal;
            }

            if (job.Metadata.Label(WellKnownLabels.JobStage) == stage)
            {
                return;
            }

            try
            {
                await client.PatchAsync(Kinds.KusciaJob, job.Identity, StagePatch(job, stage, caller), null, cancellationToken);
                return;
            }
            catch (ResourceException e) when (e.IsConflict && attempt < MaxAttempts)
            {
                // The controllers wrote meanwhile: decide again from what they wrote.
            }
        }
    }

    // A master names no trigger; on a node of one party it is that party, or the domain behind the gateway.
    private JsonObject StagePatch(KusciaJob job, string stage, Caller caller)
    {
        string trigger = options.ControlPlaneOnly ? "" : !caller.IsOwner ? caller.Domain : options.DomainId;
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = job.Metadata.ResourceVersion,
                ["labels"] = new JsonObject
                {
                    [WellKnownLabels.JobStage] = stage,
                    [WellKnownLabels.JobStageTrigger] = trigger,
                    [WellKnownLabels.JobStageVersion] = JobCommand.NextVersion(job.Metadata),
                },
            },
        };
    }

    // The owner of the node approves for all domains of this control plane that take part; a domain behind the gateway for itself alone.
    private async Task<ApproveJobResponse> ApproveAsync(ApproveJobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        string? verdict = request.Result switch
        {
            ApproveResult.Accept => "JobAccepted",
            ApproveResult.Reject => "JobRejected",
            _ => null,
        };
        RequestCheck.First(RequestCheck.Filled(request.JobId, JobCheck.NoId), verdict is not null ? null : options.Gateway is null ? "request result must be legal" : "approve result must be set");
        KusciaJob job = await JobOperations.RequireAsync(client, request.JobId, caller, ErrorCodes.ApproveJob, ErrorCodes.NotAllowed, cancellationToken, "approve");
        string parties = caller.IsOwner ? job.Metadata.Annotation(WellKnownAnnotations.InterconnSelfParties) ?? options.DomainId : caller.Domain;
        JsonObject approvals = [];
        foreach (string party in parties.Split('_', StringSplitOptions.RemoveEmptyEntries))
        {
            approvals[party] = verdict;
        }

        JsonObject patch = new() { ["status"] = new JsonObject { ["approveStatus"] = approvals } };
        await client.PatchAsync(Kinds.KusciaJob, job.Identity, patch, "status", cancellationToken);
        return new ApproveJobResponse { Data = new ApproveJobResponseData { JobId = request.JobId } };
    }
}
