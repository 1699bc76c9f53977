using System.Globalization;
using System.Text.Json.Nodes;
using KubeFate.Charts;
using KubeFate.Clusters;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Releases;

namespace KubeFate.Jobs;

/// <summary>Brings a cluster to another cluster.yaml or chart; what fails is rolled back to the revision that stood before, by Helm's own numbers.</summary>
internal static class UpdateJob
{
    private const string Begun = "update:";
    private const string Updated = "Cluster update Success";

    /// <summary>Runs the job to its end.</summary>
    public static async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        Cluster? cluster = await job.Tools.Clusters.FindAsync(job.Row.ClusterId, cancellationToken);
        if (cluster is null)
        {
            await job.EndAsync(JobStatus.Failed, "record not found", cancellationToken);
            return;
        }

        await job.SetAsync(job.Row with { Status = JobStatus.Running }, cancellationToken);
        ClusterStatus before = cluster.Status;
        await job.Tools.Clusters.SetStatusAsync(cluster.Uuid, ClusterStatus.Updating, cancellationToken);
        JsonObject spec = ClusterValues.ParseSpec(job.Args.Text);
        if (job.Row.Step.Length == 0 && FateUpgrade.Migrates(cluster, job.Args) && !await MigrateAsync(job, cluster, spec, before, cancellationToken))
        {
            return;
        }

        if (!job.Row.States.Contains(Updated))
        {
            if (await UpgradeAsync(job, cluster, spec, cancellationToken) is { } fault)
            {
                await RollBackAsync(job, cluster, fault, cancellationToken);
                return;
            }

            await job.TellAsync(Updated, cancellationToken);
        }

        await WaitAsync(job, Target(job, cluster, spec), cluster, cancellationToken);
    }

    private static Cluster Target(RunningJob job, Cluster cluster, JsonObject spec) => cluster with
    {
        ChartName = job.Args.ChartName,
        ChartVersion = job.Args.ChartVersion,
        Values = job.Args.Text,
        Spec = spec,
        HelmRevision = cluster.HelmRevision + 1,
        Status = ClusterStatus.Updating,
    };

    private static async Task<bool> MigrateAsync(RunningJob job, Cluster cluster, JsonObject spec, ClusterStatus before, CancellationToken cancellationToken)
    {
        try
        {
            await FateUpgrade.MigrateAsync(job, cluster, spec, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is HelmException or KubeException && !cancellationToken.IsCancellationRequested)
        {
            // Nothing of the cluster was touched yet.
            await job.Tools.Clusters.SetStatusAsync(cluster.Uuid, before == ClusterStatus.Updating ? ClusterStatus.Running : before, cancellationToken);
            await job.EndAsync(JobStatus.Failed, $"the database cannot be migrated: {e.Message}", cancellationToken);
            return false;
        }
    }

    /// <returns>The fault, or null.</returns>
    private static async Task<string?> UpgradeAsync(RunningJob job, Cluster cluster, JsonObject spec, CancellationToken cancellationToken)
    {
        HelmReleases releases = job.Tools.Releases;
        StoredChart chart;
        ValueMap values;
        try
        {
            Release? last = await releases.LastAsync(cluster.Name, cluster.PlaceName, cancellationToken);
            if (job.Row.Step.Length > 0 && last is not null && last.Version > Before(job))
            {
                if (last.Status == ReleaseStatus.Deployed)
                {
                    return null;
                }

                // The service that began this ended in the middle: return to what stood, then begin again.
                await releases.RollBackAsync(cluster.Name, cluster.PlaceName, Before(job), cancellationToken);
                last = await releases.LastAsync(cluster.Name, cluster.PlaceName, cancellationToken);
            }

            await job.SetAsync(job.Row with { Step = string.Create(CultureInfo.InvariantCulture, $"{Begun}{last?.Version ?? 0}") }, cancellationToken);
            chart = await job.Tools.Charts.GetAsync(job.Args.ChartName, job.Args.ChartVersion, cancellationToken);
            RequireDependencies(chart);
            values = ClusterValues.Render(chart, spec, cancellationToken);
        }
        catch (HelmException e) when (!cancellationToken.IsCancellationRequested)
        {
            return e.Message;
        }

        try
        {
            await releases.UpgradeAsync(cluster.Name, cluster.PlaceName, chart, values, cancellationToken);
            return null;
        }
        catch (HelmException e) when (!cancellationToken.IsCancellationRequested)
        {
            return $"UPGRADE FAILED: {e.Message}";
        }
    }

    private static async Task WaitAsync(RunningJob job, Cluster target, Cluster before, CancellationToken cancellationToken)
    {
        // The row keeps the old state until the modules serve; a rollback then has nothing to undo but the release.
        while (true)
        {
            if (await job.IsStoppedAsync(cancellationToken) is null)
            {
                return;
            }

            if (await job.Tools.Clusters.FindAsync(target.Uuid, cancellationToken) is null)
            {
                await job.EndAsync(JobStatus.Failed, "Cluster delete", cancellationToken);
                return;
            }

            if (await job.LookAsync(target, cancellationToken))
            {
                await job.Tools.Clusters.SaveAsync(target with { Status = ClusterStatus.Running, Revision = target.Revision + 1 }, cancellationToken);
                await job.EndAsync(JobStatus.Success, null, cancellationToken);
                return;
            }

            if (job.IsLate)
            {
                await RollBackAsync(job, before, "Checkout Cluster status timeOut!", cancellationToken);
                return;
            }

            await Task.Delay(job.Tools.Settings.JobInterval, job.Tools.Clock, cancellationToken);
        }
    }

    private static async Task RollBackAsync(RunningJob job, Cluster before, string fault, CancellationToken cancellationToken)
    {
        await job.TellAsync(fault, cancellationToken);
        JobStatus end = JobStatus.Rollback;
        string text = "Cluster run rollback Success";
        try
        {
            Release? last = await job.Tools.Releases.LastAsync(before.Name, before.PlaceName, cancellationToken);
            if (last is not null && last.Version > Before(job) && Before(job) > 0)
            {
                await job.Tools.Releases.RollBackAsync(before.Name, before.PlaceName, Before(job), cancellationToken);
            }
            else if (last is null)
            {
                (end, text) = (JobStatus.Failed, $"rollback: there is no release {before.Name} in namespace {before.PlaceName}");
            }
        }
        catch (HelmException e) when (!cancellationToken.IsCancellationRequested)
        {
            (end, text) = (JobStatus.Failed, e.Message);
        }

        await job.Tools.Clusters.SaveAsync(before with { Status = ClusterStatus.Rollback }, cancellationToken);
        await job.EndAsync(end, text, cancellationToken);
    }

    private static int Before(RunningJob job) =>
        job.Row.Step.StartsWith(Begun, StringComparison.Ordinal) && int.TryParse(job.Row.Step[Begun.Length..], CultureInfo.InvariantCulture, out int revision) ? revision : 0;

    private static void RequireDependencies(StoredChart stored)
    {
        Chart chart = stored.Load();
        string[] missing = [.. (chart.Metadata.Dependencies ?? []).Select(d => d.Name).Except(chart.Dependencies.Select(child => child.Name))];
        if (missing.Length > 0)
        {
            throw new HelmException($"found in Chart.yaml, but missing in charts/ directory: {string.Join(", ", missing)}");
        }
    }
}
