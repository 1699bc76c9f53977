using KubeFate.Jobs;

namespace KubeFate.Service;

/// <summary><c>/v1/job</c>.</summary>
internal sealed class JobEndpoint(JobTable jobs)
{
    /// <summary>A request with this header is told why a job waits; clients of the original never see the further member.</summary>
    public const string ReasonsHeader = "Kubefate-Reasons";

    public IEnumerable<Route> Routes() =>
    [
        new("GET", "/v1/job/", false, async call => await call.Context.DoneAsync("getJobList Success", Answers.List(await jobs.ListAsync(call.Aborted), job => job.ToJson()))),
        new("GET", "/v1/job/:id", false, DescribeAsync),
        new("PUT", "/v1/job/:id", false, StopAsync),
        new("DELETE", "/v1/job/:id", false, DeleteAsync),
    ];

    private async Task DescribeAsync(Call call)
    {
        Job job = await jobs.FindAsync(call.Values["id"], call.Aborted) ?? throw Refusal.NotFound();
        await call.Context.DoneAsync("getJob Success", job.ToJson(call.Context.Request.Headers.ContainsKey(ReasonsHeader)));
    }

    private async Task StopAsync(Call call)
    {
        if (call.Context.Request.Query["jobStatus"].ToString() != "stop")
        {
            throw new Refusal(400, "jobStatus error");
        }

        string id = call.Values["id"];
        Job job = await jobs.FindAsync(id, call.Aborted) ?? throw new Refusal(500, "get job by jobID error, please check job ID, record not found");
        if (job.Method != Job.Install)
        {
            throw new Refusal(500, $"{job.Method} type jobs do not support stop");
        }

        if (!await jobs.StopAsync(id, call.Aborted))
        {
            Job? now = await jobs.FindAsync(id, call.Aborted);
            throw new Refusal(500, $"job status is {now?.Status ?? job.Status}, not support stop");
        }

        await call.Context.DoneAsync("stop Job Success", "Stop Job Success");
    }

    private async Task DeleteAsync(Call call)
    {
        if (!await jobs.DeleteAsync(call.Values["id"], call.Aborted))
        {
            throw Refusal.NotFound();
        }

        await call.Context.DoneAsync("delete Job Success");
    }
}
