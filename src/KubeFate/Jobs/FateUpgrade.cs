using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeFate.Charts;
using KubeFate.Checks;
using KubeFate.Clusters;
using Kuscia.Helm.Charts;

namespace KubeFate.Jobs;

/// <summary>What is special about upgrades of the chart <c>fate</c>: rules, and the job that migrates its database.</summary>
internal static class FateUpgrade
{
    private const string Manager = "fate-upgrade-manager";
    private const string MigrationJob = "fate-mysql-upgrade-job";

    /// <summary>Why an update is refused; null when it is not.</summary>
    public static string? Fault(Cluster cluster, ClusterArgs args, JsonObject spec)
    {
        if (cluster.ChartName != "fate")
        {
            return null;
        }

        if (args.ChartName != cluster.ChartName)
        {
            return "doesn't support upgrade between different charts";
        }

        bool same = args.ChartVersion == cluster.ChartVersion;
        if (same && JsonNode.DeepEquals(spec, cluster.Spec))
        {
            return "the configuration file did not change";
        }

        if (FileFault(spec) is { } fault)
        {
            return fault;
        }

        if (Number(args.ChartVersion) is not { } next)
        {
            return NoVersion(args.ChartVersion);
        }

        if (Number(cluster.ChartVersion) is not { } now)
        {
            return $"{NoVersion(cluster.ChartVersion)}, and the cluster has it";
        }

        if (next < now)
        {
            return "using kubefate to downgrade a cluster is not supported yet";
        }

        return !same && now <= new Version(1, 7, 1) ? "upgrade from FATE version <= 1.7.1 is not supported by KubeFATE" : null;
    }

    // Its cluster.yaml becomes that of the cluster, and has to name a chart itself.
    private static string? FileFault(JsonObject spec)
    {
        foreach (string key in (string[])["chartName", "chartVersion"])
        {
            if (spec[key] is not JsonValue value || value.GetValueKind() != JsonValueKind.String)
            {
                return $"{key} not found in the cluster file as text; put it there, with quotes if it is a number";
            }
        }

        string version = spec["chartVersion"]!.GetValue<string>(); // not null: looked at above
        return Number(version) is null ? NoVersion(version) : null;
    }

    private static string NoVersion(string version) => $"chartVersion \"{version}\" is no version such as v2.0.0";

    /// <summary>Whether the database has to be migrated.</summary>
    public static bool Migrates(Cluster cluster, ClusterArgs args) => cluster.ChartName == "fate" && args.ChartVersion != cluster.ChartVersion;

    /// <summary>Migrates the database and waits for it.</summary>
    /// <exception cref="HelmException">It cannot be done, or takes too long.</exception>
    public static async Task MigrateAsync(RunningJob job, Cluster cluster, JsonObject spec, CancellationToken cancellationToken)
    {
        HelmReleases releases = job.Tools.Releases;
        StoredChart chart = await job.Tools.Charts.GetAsync(Manager, "v1.0.0", cancellationToken);
        JsonNode? mysql = spec["mysql"];
        JsonObject own = new()
        {
            ["username"] = mysql?["user"]?.DeepClone() ?? "fate",
            ["password"] = mysql?["password"]?.DeepClone() ?? "fate_dev",
            ["start"] = cluster.ChartVersion.Replace("v", "", StringComparison.Ordinal),
            ["target"] = job.Args.ChartVersion.Replace("v", "", StringComparison.Ordinal),
        };
        await releases.UninstallAsync(Manager, cluster.PlaceName, ignoreMissing: true, cancellationToken);
        await releases.InstallAsync(Manager, cluster.PlaceName, chart, ClusterValues.Render(chart, own, cancellationToken), cancellationToken);
        try
        {
            await UntilDoneAsync(job, cluster.PlaceName, cancellationToken);
        }
        finally
        {
            if (!job.Args.KeepUpgradeJob)
            {
                await releases.UninstallAsync(Manager, cluster.PlaceName, ignoreMissing: true, CancellationToken.None);
            }
        }
    }

    private static async Task UntilDoneAsync(RunningJob job, string ns, CancellationToken cancellationToken)
    {
        DateTimeOffset end = job.Tools.Clock.GetUtcNow() + job.Tools.Settings.MigrationTimeLimit;
        while (true)
        {
            JsonObject? live = await job.Tools.Access.Cluster.GetAsync(KubeKinds.Job, ns, MigrationJob, cancellationToken);
            if (live?["status"]?["succeeded"]?.GetValue<int>() > 0)
            {
                return;
            }

            if (job.Tools.Clock.GetUtcNow() > end)
            {
                throw new HelmException($"the job {MigrationJob} in namespace {ns} did not succeed within {job.Tools.Settings.MigrationTimeLimit}; look at the log of its pod");
            }

            await Task.Delay(job.Tools.Settings.JobInterval, job.Tools.Clock, cancellationToken);
        }
    }

    private static Version? Number(string version)
    {
        int[] parts = [0, 0, 0];
        string[] given = version.TrimStart('v').Split('-', '+')[0].Split('.');
        for (int i = 0; i < given.Length && i < parts.Length; i++)
        {
            if (!int.TryParse(given[i], NumberStyles.None, CultureInfo.InvariantCulture, out parts[i]))
            {
                return null;
            }
        }

        return new Version(parts[0], parts[1], parts[2]);
    }
}
