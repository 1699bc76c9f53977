using KubeFate.Clusters;
using Kuscia.Helm.Charts;

namespace KubeFate.Jobs;

/// <summary>Uninstalls a cluster. When that fails the cluster stays known, so that it can be tried again.</summary>
internal static class DeleteJob
{
    private const string Begun = "delete";

    /// <summary>Runs the job to its end.</summary>
    public static async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        bool again = job.Row.Step == Begun;
        await job.SetAsync(job.Row with { Status = JobStatus.Running, Step = Begun }, cancellationToken);
        Cluster? cluster = await job.Tools.Clusters.FindAsync(job.Row.ClusterId, cancellationToken);
        if (cluster is null)
        {
            await job.EndAsync(again ? JobStatus.Success : JobStatus.Failed, again ? "uninstall Success" : "record not found", cancellationToken);
            return;
        }

        await job.Tools.Clusters.SetStatusAsync(cluster.Uuid, ClusterStatus.Deleting, cancellationToken);
        try
        {
            await job.Tools.Releases.UninstallAsync(cluster.Name, cluster.PlaceName, ignoreMissing: again || cluster.Status is ClusterStatus.Creating or ClusterStatus.Failed, cancellationToken);
        }
        catch (HelmException e) when (!cancellationToken.IsCancellationRequested)
        {
            // A release that is gone needs no second try; anything else does.
            if (e.Message.EndsWith("release: not found", StringComparison.Ordinal))
            {
                await job.Tools.Clusters.DeleteAsync(cluster.Uuid, cancellationToken);
            }
            else
            {
                await job.Tools.Clusters.SetStatusAsync(cluster.Uuid, ClusterStatus.Failed, cancellationToken);
            }

            await job.EndAsync(JobStatus.Failed, e.Message, cancellationToken);
            return;
        }

        await job.TellAsync("uninstall Success", cancellationToken);
        await job.Tools.Clusters.DeleteAsync(cluster.Uuid, cancellationToken);
        await job.EndAsync(JobStatus.Success, null, cancellationToken);
    }
}
