using System.Text.Json.Nodes;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Runtime.Client;

namespace Kuscia.Api.Jobs;

/// <summary>Commands to a running job: they are labels with a rising version, which the controllers of all parties follow.</summary>
internal sealed class JobStageOperations(IResourceClient client, KusciaApiOptions options)
{
    private const string Prefix = "/api/v1/job/";
    private const int MaxAttempts = 5;

    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    public IEnumerable<Operation> All() =>
    [
        Stage("stop", "Stop", ErrorCodes.StopJob, _ => null),
        Stage("cancel", "Cancel", ErrorCodes.CancelJob, _ => null),
        Stage("suspend", "Suspend", ErrorCodes.SuspendJob, phase => phase == "Running" ? null : (ErrorCodes.SuspendNotRunning, $"a job in phase {phase} cannot be suspended; it must be Running")),
        Stage("restart", "Restart", ErrorCodes.RestartJob, phase => phase is "Failed" or "Suspended" ? null : (ErrorCodes.RestartNotEnded, $"a job in phase {phase} cannot be restarted; it must be Failed or Suspended")),
        Operation.Create<ApproveJobRequest, JobData>(Prefix + "approve", Json, ErrorCodes.ApproveJob, ApproveAsync),
    ];

    private Operation Stage(string path, string stage, int code, Func<string, (int Code, string Message)?> refuse) =>
        Operation.Create<JobRequest, JobData>(Prefix + path, Json, code, (request, caller, cancellationToken) => CommandAsync(request, caller, stage, code, refuse, cancellationToken));

    private async Task<Reply<JobData>> CommandAsync(
        JobRequest request, Caller caller, string stage, int code, Func<string, (int Code, string Message)?> refuse, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            KusciaJob job = await JobOperations.RequireAsync(client, request.JobId, caller, code, ErrorCodes.NotAllowed, cancellationToken);
            if (refuse(job.Status?.Phase is { Length: > 0 } phase ? phase : "Pending") is { } refusal)
            {
                return Replies.Fail<JobData>(refusal.Code, refusal.Message);
            }

            if (job.Metadata.Label(WellKnownLabels.JobStage) == stage)
            {
                return Replies.Of(new JobData { JobId = request.JobId });
            }

            try
            {
                await client.PatchAsync(Kinds.KusciaJob, job.Identity, StagePatch(job, stage, caller), null, cancellationToken);
                return Replies.Of(new JobData { JobId = request.JobId });
            }
            catch (ResourceException e) when (e.IsConflict && attempt < MaxAttempts)
            {
                // The controllers wrote meanwhile: decide again from what they wrote.
            }
        }
    }

    // A master has no name as a trigger; a node and a domain behind the gateway have theirs.
    private JsonObject StagePatch(KusciaJob job, string stage, Caller caller)
    {
        string trigger = !caller.IsOwner ? caller.Domain : options.ControlPlaneOnly ? "" : options.DomainId;
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
    private async Task<Reply<JobData>> ApproveAsync(ApproveJobRequest request, Caller caller, CancellationToken cancellationToken)
    {
        string? verdict = request.Result switch
        {
            "APPROVE_RESULT_ACCEPT" => "JobAccepted",
            "APPROVE_RESULT_REJECT" => "JobRejected",
            _ => null,
        };
        RequestCheck.Require(
            RequestCheck.Name("job_id", request.JobId),
            verdict is null ? RequestCheck.Invalid("result", request.Result, "it must be 1 (APPROVE_RESULT_ACCEPT) or 2 (APPROVE_RESULT_REJECT)") : null);
        KusciaJob job = await JobOperations.RequireAsync(client, request.JobId, caller, ErrorCodes.ApproveJob, ErrorCodes.NotAllowed, cancellationToken);
        string parties = caller.IsOwner ? job.Metadata.Annotation(WellKnownAnnotations.InterconnSelfParties) ?? options.DomainId : caller.Domain;
        JsonObject approvals = [];
        foreach (string party in parties.Split('_', StringSplitOptions.RemoveEmptyEntries))
        {
            approvals[party] = verdict;
        }

        JsonObject patch = new() { ["status"] = new JsonObject { ["approveStatus"] = approvals } };
        await client.PatchAsync(Kinds.KusciaJob, job.Identity, patch, "status", cancellationToken);
        return Replies.Of(new JobData { JobId = request.JobId });
    }
}
