using System.Globalization;
using System.Text.Json.Nodes;
using Kuscia.Api.Http;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Jobs;

/// <summary>Commands to a running job: they are labels with a rising version, which the controllers of all parties follow.</summary>
internal sealed class JobStageOperations(IResourceClient client, KusciaApiOptions options)
{
    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    public IEnumerable<ApiOperation> All() =>
    [
        Stage("stop", "Stop", ErrorCodes.StopJob, _ => null),
        Stage("cancel", "Cancel", ErrorCodes.CancelJob, _ => null),
        Stage("suspend", "Suspend", ErrorCodes.SuspendJob, phase => phase == "Running" ? null : (ErrorCodes.SuspendNotRunning, $"a job in phase {phase} cannot be suspended; it must be Running")),
        Stage("restart", "Restart", ErrorCodes.RestartJob, phase => phase is "Failed" or "Suspended" ? null : (ErrorCodes.RestartNotEnded, $"a job in phase {phase} cannot be restarted; it must be Failed or Suspended")),
        ApiOperation.Create("/api/v1/job/approve", Json.ApproveJobRequest, Json.ReplyJobData, ApproveAsync),
    ];

    private ApiOperation Stage(string path, string stage, int code, Func<string, (int Code, string Message)?> refuse) =>
        ApiOperation.Create($"/api/v1/job/{path}", Json.JobRequest, Json.ReplyJobData, (request, cancellationToken) => CommandAsync(request, stage, code, refuse, cancellationToken));

    private async Task<Reply<JobData>> CommandAsync(JobRequest request, string stage, int code, Func<string, (int Code, string Message)?> refuse, CancellationToken cancellationToken)
    {
        if (RequestCheck.Given("job_id", request.JobId) is { } fault)
        {
            return Replies.Fail<JobData>(ErrorCodes.RequestInvalid, fault);
        }

        try
        {
            KusciaJob? job = await client.GetAsync(Kinds.KusciaJob, JobOperations.NameOf(request.JobId), cancellationToken);
            if (job is null)
            {
                return Replies.Fail<JobData>(code, JobOperations.NotFound(request.JobId));
            }

            if (refuse(job.Status?.Phase ?? "") is { } refusal)
            {
                return Replies.Fail<JobData>(refusal.Code, refusal.Message);
            }

            if (job.Metadata.Label(WellKnownLabels.JobStage) != stage)
            {
                await client.PatchAsync(Kinds.KusciaJob, job.Identity, StagePatch(job, stage), null, cancellationToken);
            }

            return Replies.Of(new JobData { JobId = request.JobId });
        }
        catch (ResourceException e)
        {
            return Replies.Fail<JobData>(code, e.Message);
        }
    }

    private JsonObject StagePatch(KusciaJob job, string stage)
    {
        long version = long.TryParse(job.Metadata.Label(WellKnownLabels.JobStageVersion), NumberStyles.None, CultureInfo.InvariantCulture, out long current) ? current + 1 : 1;
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = job.Metadata.ResourceVersion,
                ["labels"] = new JsonObject
                {
                    [WellKnownLabels.JobStage] = stage,
                    [WellKnownLabels.JobStageTrigger] = options.DomainId,
                    [WellKnownLabels.JobStageVersion] = version.ToString(CultureInfo.InvariantCulture),
                },
            },
        };
    }

    private async Task<Reply<JobData>> ApproveAsync(ApproveJobRequest request, CancellationToken cancellationToken)
    {
        string? verdict = request.Result switch
        {
            "1" or "APPROVE_RESULT_ACCEPT" => "JobAccepted",
            "2" or "APPROVE_RESULT_REJECT" => "JobRejected",
            _ => null,
        };
        if (verdict is null || request.JobId.Length == 0)
        {
            return Replies.Fail<JobData>(ErrorCodes.RequestInvalid, "job_id must be given and result must be 1 (accept) or 2 (reject)");
        }

        try
        {
            KusciaJob? job = await client.GetAsync(Kinds.KusciaJob, JobOperations.NameOf(request.JobId), cancellationToken);
            if (job is null)
            {
                return Replies.Fail<JobData>(ErrorCodes.ApproveJob, JobOperations.NotFound(request.JobId));
            }

            JsonObject approvals = [];
            foreach (string party in (job.Metadata.Annotation(WellKnownAnnotations.InterconnSelfParties) ?? options.DomainId).Split('_', StringSplitOptions.RemoveEmptyEntries))
            {
                approvals[party] = verdict;
            }

            JsonObject patch = new() { ["status"] = new JsonObject { ["approveStatus"] = approvals } };
            await client.PatchAsync(Kinds.KusciaJob, job.Identity, patch, "status", cancellationToken);
            return Replies.Of(new JobData { JobId = request.JobId });
        }
        catch (ResourceException e)
        {
            return Replies.Fail<JobData>(ErrorCodes.ApproveJob, e.Message);
        }
    }
}
