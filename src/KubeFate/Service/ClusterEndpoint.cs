using System.Text.Json.Nodes;
using KubeFate.Charts;
using KubeFate.Checks;
using KubeFate.Clusters;
using KubeFate.Jobs;
using Kuscia.Helm.Yaml;

namespace KubeFate.Service;

/// <summary><c>/v1/cluster</c>.</summary>
internal sealed class ClusterEndpoint(JobTools tools, JobRunner runner)
{
    private const string Type = "ClusterArgs";

    public IEnumerable<Route> Routes() =>
    [
        new("POST", "/v1/cluster", false, InstallAsync),
        new("PUT", "/v1/cluster", false, UpdateAsync),
        new("GET", "/v1/cluster/", false, ListAsync),
        new("GET", "/v1/cluster/:id", false, DescribeAsync),
        new("DELETE", "/v1/cluster/:id", false, DeleteAsync),
        new("POST", "/v1/plan", false, PlanAsync),
    ];

    private async Task InstallAsync(Call call)
    {
        ClusterArgs args = await ArgsAsync(call);
        if (args.ChartVersion.Length == 0 || args.ChartName.Length == 0)
        {
            // The original names the version in both cases, and clients know the text.
            throw new Refusal(500, "chartVersion cannot be empty");
        }

        if (await tools.Clusters.FindAsync(args.Name, args.Namespace, call.Aborted) is not null)
        {
            throw new Refusal(500, $"name={args.Name} & namespace={args.Namespace} Cluster already existed");
        }

        await SubmitAsync(call, Job.Install, "", args, "createCluster Success");
    }

    private async Task UpdateAsync(Call call)
    {
        ClusterArgs args = await ArgsAsync(call);
        Cluster cluster = await tools.Clusters.FindAsync(args.Name, args.Namespace, call.Aborted) ?? throw new Refusal(500, $"name={args.Name} Cluster is not existed");
        if (FateUpgrade.Fault(cluster, args, Spec(args)) is { } fault)
        {
            throw new Refusal(500, fault);
        }

        await SubmitAsync(call, Job.Update, cluster.Uuid, args, "setCluster Success");
    }

    private async Task ListAsync(Call call)
    {
        bool all = call.Context.Request.Query["all"].ToString() == "true";
        await call.Context.DoneAsync("getClusterList Success", Answers.List(await tools.Clusters.ListAsync(all, call.Aborted), cluster => cluster.ToJson()));
    }

    private async Task DescribeAsync(Call call)
    {
        Cluster cluster = await FindAsync(call);
        (JsonObject info, List<Module> modules) = await ClusterInfo.ReadAsync(tools.Access.Cluster, cluster, call.Aborted);
        List<Module> deployments = [.. modules.Where(module => module.Kind == "Deployment")];
        ClusterStatus now = deployments.Count > 0 && deployments.TrueForAll(module => module.IsAvailable) ? ClusterStatus.Running : ClusterStatus.Unavailable;
        if (cluster.Status is ClusterStatus.Running or ClusterStatus.Unavailable && cluster.Status != now)
        {
            await tools.Clusters.SetStatusAsync(cluster.Uuid, now, call.Aborted);
            cluster = cluster with { Status = now };
        }

        await call.Context.DoneAsync("getCluster Success", cluster.ToJson(info));
    }

    private async Task DeleteAsync(Call call)
    {
        Cluster cluster = await FindAsync(call);
        await SubmitAsync(call, Job.Delete, cluster.Uuid, null, "deleteCluster Success");
    }

    // What an installation or update would bring, without bringing it.
    private async Task PlanAsync(Call call)
    {
        ClusterArgs args = await ArgsAsync(call);
        StoredChart chart = await tools.Charts.GetAsync(args.ChartName, args.ChartVersion, call.Aborted);
        string ns = args.Namespace.Length == 0 ? "default" : args.Namespace;
        (string before, string after) = await tools.Releases.PlanAsync(args.Name, ns, chart, ClusterValues.Render(chart, Spec(args), call.Aborted), call.Aborted);
        IReadOnlyList<Finding> findings = await tools.Releases.CheckAsync(args.Name, ns, chart, before, after, call.Aborted);
        JsonArray told = [.. findings.Select(finding => (JsonNode)new JsonObject { ["text"] = finding.Text, ["fatal"] = finding.IsFatal })];
        await call.Context.DoneAsync("planCluster Success", new JsonObject { ["before"] = before, ["after"] = after, ["findings"] = told });
    }

    private async Task SubmitAsync(Call call, string method, string cluster, ClusterArgs? args, string message)
    {
        Job job = new()
        {
            Uuid = Guid.NewGuid().ToString(),
            Method = method,
            ClusterId = cluster,
            Creator = call.User,
            Started = tools.Clock.GetUtcNow(),
            TimeLimit = tools.Settings.JobTimeLimit,
            Args = args,
        };
        await tools.Jobs.CreateAsync(job, call.Aborted);
        Job stored = await tools.Jobs.FindAsync(job.Uuid, call.Aborted) ?? job;
        runner.Wake();
        await call.Context.DoneAsync(message, (job with { Base = stored.Base }).ToJson());
    }

    private async Task<Cluster> FindAsync(Call call) => await tools.Clusters.FindAsync(call.Values["id"], call.Aborted) ?? throw Refusal.NotFound();

    private static async Task<ClusterArgs> ArgsAsync(Call call)
    {
        JsonObject fields = await JsonBody.ReadAsync(call.Context, Type) ?? throw new Refusal(500, "");
        return new ClusterArgs
        {
            Name = fields.Text("name", Type),
            Namespace = fields.Text("namespace", Type),
            ChartName = fields.Text("chart_name", Type),
            ChartVersion = fields.Text("chart_version", Type),
            Cover = fields.Flag("cover", Type),
            Data = fields.Base64("data", Type),
            KeepUpgradeJob = fields.Flag("Keep_upgrade_job", Type),
        };
    }

    private static JsonObject Spec(ClusterArgs args)
    {
        try
        {
            return ClusterValues.ParseSpec(args.Text);
        }
        catch (HelmYamlException e)
        {
            throw new Refusal(500, e.Message);
        }
    }
}
