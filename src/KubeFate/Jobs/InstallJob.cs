using System.Globalization;
using System.Text.Json.Nodes;
using KubeFate.Charts;
using KubeFate.Clusters;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Releases;
using Kuscia.Helm.Yaml;

namespace KubeFate.Jobs;

/// <summary>Installs a cluster and waits for its modules. Each step may be the first of a service that takes the job over.</summary>
internal static class InstallJob
{
    private const string Begun = "install";
    private const string NameInUse = "cannot re-use a name that is still in use";
    private const string Looking = "checkout Cluster status [";

    /// <summary>Runs the job to its end.</summary>
    public static async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        Cluster? cluster = await ClusterAsync(job, cancellationToken);
        if (cluster is null || !await ReleaseAsync(job, cluster, cancellationToken))
        {
            return;
        }

        await WaitAsync(job, cluster, cancellationToken);
    }

    private static async Task<Cluster?> ClusterAsync(RunningJob job, CancellationToken cancellationToken)
    {
        if (job.Row.ClusterId.Length > 0)
        {
            return await job.Tools.Clusters.FindAsync(job.Row.ClusterId, cancellationToken) ?? await GoneAsync(job, null, cancellationToken);
        }

        await job.SetAsync(job.Row with { Status = JobStatus.Running, States = ["update job status to Running"] }, cancellationToken);
        JsonObject spec;
        try
        {
            spec = ClusterValues.ParseSpec(job.Args.Text);
        }
        catch (HelmYamlException e)
        {
            await job.EndAsync(JobStatus.Failed, $"create Cluster error, {e.Message}", cancellationToken);
            return null;
        }

        Cluster cluster = new()
        {
            Uuid = Guid.NewGuid().ToString(),
            Name = job.Args.Name,
            Namespace = job.Args.Namespace,
            ChartName = job.Args.ChartName,
            ChartVersion = job.Args.ChartVersion,
            Values = job.Args.Text,
            Spec = spec,
            Status = ClusterStatus.Creating,
        };
        if (!await job.Tools.Clusters.CreateAsync(cluster, cancellationToken))
        {
            // Somebody else was faster after this was asked for.
            await job.EndAsync(JobStatus.Failed, $"create Cluster error, name={cluster.Name} & namespace={cluster.Namespace} Cluster already existed", cancellationToken);
            return null;
        }

        await job.SetAsync(
            job.Row with { ClusterId = cluster.Uuid, Status = JobStatus.Pending, States = [.. job.Row.States, "create Cluster in DB Success"] }, cancellationToken);
        return cluster;
    }

    /// <returns>Whether the release stands.</returns>
    private static async Task<bool> ReleaseAsync(RunningJob job, Cluster cluster, CancellationToken cancellationToken)
    {
        if (job.Row.States.Contains("helm install Success"))
        {
            return true;
        }

        if (await job.IsStoppedAsync(cancellationToken) == true)
        {
            await StopAsync(job, cluster, cancellationToken);
            return false;
        }

        try
        {
            await InstallAsync(job, cluster, cancellationToken);
            await job.TellAsync("helm install Success", cancellationToken, JobStatus.Running);
            return true;
        }
        catch (HelmException e) when (!cancellationToken.IsCancellationRequested)
        {
            if (e.Message == NameInUse || e.Message.Contains($"sh.helm.release.v1.{cluster.Name}.v1\" already exists", StringComparison.Ordinal))
            {
                // It was made by another hand a moment ago, and is not this job's to take away.
                await job.SetAsync(job.Row with { Step = "" }, cancellationToken);
            }

            await CleanAsync(job, cluster, cancellationToken);
            await job.EndAsync(JobStatus.Failed, $"helm install error, {e.Message}", cancellationToken);
            return false;
        }
    }

    private static async Task InstallAsync(RunningJob job, Cluster cluster, CancellationToken cancellationToken)
    {
        HelmReleases releases = job.Tools.Releases;
        if (job.Args.Cover && job.Row.Step.Length == 0)
        {
            await releases.UninstallAsync(cluster.Name, cluster.PlaceName, ignoreMissing: true, cancellationToken);
            await job.TellAsync("overwrite current installation", cancellationToken);
        }

        // Only a release that this job began may be taken away again; one that stood before is somebody's.
        if (job.Row.Step == Begun)
        {
            if (await releases.LastAsync(cluster.Name, cluster.PlaceName, cancellationToken) is { } left)
            {
                if (left.Status == ReleaseStatus.Deployed)
                {
                    return;
                }

                await releases.UninstallAsync(cluster.Name, cluster.PlaceName, ignoreMissing: true, cancellationToken);
            }
        }

        StoredChart chart = await job.Tools.Charts.GetAsync(cluster.ChartName, cluster.ChartVersion, cancellationToken);
        Kuscia.Helm.GoValues.ValueMap values = ClusterValues.Render(chart, cluster.Spec, cancellationToken);
        // Helm refuses other names by itself, and before it makes anything.
        if (ReleaseNames.Fault(cluster.Name) is null && await releases.LastAsync(cluster.Name, cluster.PlaceName, cancellationToken) is null)
        {
            await job.SetAsync(job.Row with { Step = Begun }, cancellationToken);
        }

        await releases.InstallAsync(cluster.Name, cluster.PlaceName, chart, values, cancellationToken);
    }

    private static async Task WaitAsync(RunningJob job, Cluster cluster, CancellationToken cancellationToken)
    {
        for (int round = 0; ; round++)
        {
            bool? stopped = await job.IsStoppedAsync(cancellationToken);
            if (stopped is null)
            {
                return;
            }

            await job.SetAsync(Counted(job.Row, round), cancellationToken);
            if (await job.Tools.Clusters.FindAsync(cluster.Uuid, cancellationToken) is null)
            {
                await GoneAsync(job, cluster, cancellationToken);
                return;
            }

            if (stopped.Value)
            {
                await StopAsync(job, cluster, cancellationToken);
                return;
            }

            if (await job.LookAsync(cluster, cancellationToken))
            {
                await job.Tools.Clusters.SaveAsync(cluster with { Status = ClusterStatus.Running, Revision = cluster.Revision + 1 }, cancellationToken);
                await job.EndAsync(JobStatus.Success, "job run Success", cancellationToken);
                return;
            }

            if (job.IsLate)
            {
                await CleanAsync(job, cluster, cancellationToken);
                await job.EndAsync(JobStatus.Failed, "checkout Cluster status timeOut!", cancellationToken);
                return;
            }

            await Task.Delay(job.Tools.Settings.JobInterval, job.Tools.Clock, cancellationToken);
        }
    }

    private static Job Counted(Job row, int round)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Looking}{round}]");
        return row.States.Count > 0 && row.States[^1].StartsWith(Looking, StringComparison.Ordinal)
            ? row with { States = [.. row.States.SkipLast(1), text] }
            : row with { States = [.. row.States, text] };
    }

    private static async Task StopAsync(RunningJob job, Cluster cluster, CancellationToken cancellationToken)
    {
        await CleanAsync(job, cluster, cancellationToken);
        await job.EndAsync(JobStatus.Canceled, "job stopped", cancellationToken);
    }

    private static async Task<Cluster?> GoneAsync(RunningJob job, Cluster? cluster, CancellationToken cancellationToken)
    {
        if (cluster is not null)
        {
            await CleanAsync(job, cluster, cancellationToken);
        }

        await job.EndAsync(JobStatus.Failed, "Cluster delete", cancellationToken);
        return null;
    }

    // What cannot be removed now stays known as Failed, so that it can be deleted later.
    private static async Task CleanAsync(RunningJob job, Cluster cluster, CancellationToken cancellationToken)
    {
        if (job.Row.Step == Begun)
        {
            try
            {
                await job.Tools.Releases.UninstallAsync(cluster.Name, cluster.PlaceName, ignoreMissing: true, cancellationToken);
            }
            catch (HelmException e)
            {
                await job.SetAsync(job.Row with { Reasons = [$"what was installed could not be removed, delete the cluster to try again: {e.Message}"] }, cancellationToken);
                await job.Tools.Clusters.SetStatusAsync(cluster.Uuid, ClusterStatus.Failed, cancellationToken);
                return;
            }
        }

        await job.Tools.Clusters.DeleteAsync(cluster.Uuid, cancellationToken);
    }
}
