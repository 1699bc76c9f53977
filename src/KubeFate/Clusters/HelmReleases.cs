using KubeFate.Charts;
using KubeFate.Checks;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Releases;

namespace KubeFate.Clusters;

/// <summary>The Helm operations of a cluster.</summary>
internal sealed class HelmReleases(KubeAccess access, TimeProvider clock)
{
    /// <summary>Installs without waiting.</summary>
    /// <exception cref="HelmException">It failed.</exception>
    public Task InstallAsync(string name, string ns, StoredChart chart, ValueMap values, CancellationToken cancellationToken) =>
        TalkAsync(async () => await new InstallAction(Environment(ns)).RunAsync(chart.Load(), values, new InstallOptions { Name = name }, cancellationToken));

    /// <summary>Upgrades to a chart and the new values alone.</summary>
    /// <exception cref="HelmException">It failed.</exception>
    public Task UpgradeAsync(string name, string ns, StoredChart chart, ValueMap values, CancellationToken cancellationToken) => TalkAsync(async () =>
        await new UpgradeAction(Environment(ns)).RunAsync(chart.Load(), values, new UpgradeOptions { Name = name, ResetValues = true, MaxHistory = 0 }, cancellationToken));

    /// <summary>Returns to a revision.</summary>
    /// <exception cref="HelmException">It failed.</exception>
    public Task RollBackAsync(string name, string ns, int revision, CancellationToken cancellationToken) =>
        TalkAsync(async () => await new RollbackAction(Environment(ns)).RunAsync(new RollbackOptions { Name = name, Version = revision, MaxHistory = 0 }, cancellationToken));

    /// <summary>Uninstalls.</summary>
    /// <exception cref="HelmException">It failed.</exception>
    public Task UninstallAsync(string name, string ns, bool ignoreMissing, CancellationToken cancellationToken) =>
        TalkAsync(async () => await new UninstallAction(Environment(ns)).RunAsync(name, new UninstallOptions { IgnoreNotFound = ignoreMissing }, cancellationToken));

    /// <summary>The last revision of a release; null when there is none.</summary>
    /// <exception cref="HelmException">The API refuses.</exception>
    public async Task<Release?> LastAsync(string name, string ns, CancellationToken cancellationToken)
    {
        Release? last = null;
        await TalkAsync(async () =>
        {
            IReadOnlyList<Release> history = await new ReleaseStore(access.Cluster, ns, clock).HistoryAsync(name, cancellationToken);
            last = history.Count == 0 ? null : history[^1];
        });
        return last;
    }

    /// <summary>The manifests that an installation or upgrade would bring, and those that stand; nothing is changed.</summary>
    /// <exception cref="HelmException">It would fail.</exception>
    public async Task<(string Before, string After)> PlanAsync(string name, string ns, StoredChart chart, ValueMap values, CancellationToken cancellationToken)
    {
        Release? last = await LastAsync(name, ns, cancellationToken);
        Release? next = null;
        await TalkAsync(async () => next = last is null
            ? await new InstallAction(Environment(ns)).RunAsync(chart.Load(), values, new InstallOptions { Name = name, DryRun = true, DryRunLooksUp = true }, cancellationToken)
            : await new UpgradeAction(Environment(ns)).RunAsync(chart.Load(), values, new UpgradeOptions { Name = name, ResetValues = true, DryRun = true, DryRunLooksUp = true }, cancellationToken));
        return (last?.Manifest ?? "", next?.Manifest ?? "");
    }

    /// <summary>What stands in the way of an installation or upgrade; nothing is changed.</summary>
    /// <exception cref="HelmException">The chart cannot be rendered, or the API refuses.</exception>
    public async Task<IReadOnlyList<Finding>> CheckAsync(string name, string ns, StoredChart chart, ValueMap values, CancellationToken cancellationToken)
    {
        (string before, string after) = await PlanAsync(name, ns, chart, values, cancellationToken);
        return await CheckAsync(name, ns, chart, before, after, cancellationToken);
    }

    /// <summary>What stands in the way of a manifest.</summary>
    /// <exception cref="HelmException">The API refuses.</exception>
    public async Task<IReadOnlyList<Finding>> CheckAsync(string name, string ns, StoredChart chart, string before, string after, CancellationToken cancellationToken)
    {
        IReadOnlyList<Finding> findings = [];
        string definitions = string.Join("\n---\n", chart.Load().Crds().Select(crd => crd.File.Text));
        Plan plan = Plan.Of(access.Cluster, ns, name, after) with { IsUpdate = before.Length > 0, Definitions = Plan.Read(definitions) };
        await TalkAsync(async () => findings = await PreCheck.RunAsync(plan, cancellationToken));
        return findings;
    }

    private ReleaseEnvironment Environment(string ns) => new() { Cluster = access.Cluster, Namespace = ns, Clock = clock };

    private static async Task TalkAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (KubeException e)
        {
            throw new HelmException(e.Status is 0 or 504 ? $"Kubernetes cluster unreachable: {e.Message}" : e.Message, e);
        }
    }
}
