using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Releases;

/// <summary>Brings a release to another chart or other values.</summary>
/// <param name="environment">Where.</param>
public sealed class UpgradeAction(ReleaseEnvironment environment)
{
    private readonly ReleaseWork _work = new(environment);

    /// <summary>Upgrades; the chart is changed in place while its dependencies are processed.</summary>
    /// <param name="chart">The chart, freshly loaded.</param>
    /// <param name="values">The user's values.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the upgrade; it is then recorded as failed.</param>
    /// <returns>The new revision.</returns>
    /// <exception cref="HelmException">It failed; the message says why.</exception>
    public async Task<Release> RunAsync(Chart chart, ValueMap values, UpgradeOptions options, CancellationToken cancellationToken)
    {
        await _work.ReachAsync(cancellationToken);
        if (ReleaseNames.Fault(options.Name) is not null)
        {
            throw new HelmException($"release name is invalid: {options.Name}");
        }

        (Release last, Release current) = await FindCurrentAsync(options.Name, cancellationToken);
        Release upgraded = await PrepareAsync(chart, ReusedValues(chart, current, values, options), last, current, options, cancellationToken);
        (IReadOnlyList<KubeObject> before, IReadOnlyList<KubeObject> wanted) = await ReadBothAsync(current, upgraded, cancellationToken);
        if (options.DryRun)
        {
            upgraded.Description = options.Description ?? "Dry run complete";
            return upgraded;
        }

        _work.Store.MaxHistory = options.MaxHistory;
        await _work.Store.CreateAsync(upgraded, cancellationToken);
        List<KubeObject> created = new();
        string? fault = await ReleaseWork.TryAsync(() => PerformAsync(upgraded, before, wanted, created, options, cancellationToken));
        if (fault is not null)
        {
            throw await FailAsync(upgraded, created, options, fault);
        }

        current.SetStatus(ReleaseStatus.Superseded, current.Description);
        await _work.RecordAsync(current);
        upgraded.SetStatus(ReleaseStatus.Deployed, options.Description ?? "Upgrade complete");
        await _work.Store.UpdateAsync(upgraded, cancellationToken);
        return upgraded;
    }

    private async Task<(Release Last, Release Current)> FindCurrentAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<Release> history = await _work.Store.HistoryAsync(name, cancellationToken);
        Release last = history.Count > 0 ? history[^1] : throw NothingDeployed(name);
        if (ReleaseStatus.IsPending(last.Status))
        {
            throw new HelmException("another operation (install/upgrade/rollback) is in progress");
        }

        Release? deployed = history.LastOrDefault(release => release.Status == ReleaseStatus.Deployed);
        if (deployed is null && last.Status is not (ReleaseStatus.Failed or ReleaseStatus.Superseded))
        {
            throw NothingDeployed(name);
        }

        return (last, deployed ?? last);
    }

    private static HelmException NothingDeployed(string name) => new($"\"{name}\" has no deployed releases");

    private ValueMap ReusedValues(Chart chart, Release current, ValueMap values, UpgradeOptions options)
    {
        if (options.ResetValues)
        {
            return values;
        }

        if (options.ReuseValues)
        {
            ValuesCoalescer coalescer = new(_work.Warn);
            chart.Values = current.Chart is null ? chart.Values : coalescer.Coalesce(current.Chart, current.Config);
            return coalescer.CoalesceTables(values, current.Config?.DeepCopy() ?? []);
        }

        if (options.ResetThenReuseValues)
        {
            return new ValuesCoalescer(_work.Warn).CoalesceTables(values, current.Config?.DeepCopy() ?? []);
        }

        return values.Count == 0 && current.Config is { Count: > 0 } kept ? kept : values;
    }

    private static RenderMode Mode(UpgradeOptions options) => new(!options.DryRun || options.DryRunLooksUp, options.SubchartNotes);

    private async Task<Release> PrepareAsync(
        Chart chart, ValueMap values, Release last, Release current, UpgradeOptions options, CancellationToken cancellationToken)
    {
        int revision = last.Version + 1;
        ReleaseScope scope = new(options.Name, current.Namespace, revision, IsUpgrade: true);
        RenderedChart rendered = await _work.RenderAsync(chart, values, scope, processed: false, Mode(options), cancellationToken);
        return new Release
        {
            Name = options.Name,
            Namespace = current.Namespace,
            Version = revision,
            Chart = chart,
            Config = values,
            Manifest = rendered.Manifest,
            Hooks = rendered.Hooks,
            Notes = rendered.Notes,
            FirstDeployed = current.FirstDeployed,
            LastDeployed = _work.Now,
            Status = ReleaseStatus.PendingUpgrade,
            Description = "Preparing upgrade",
        };
    }

    private async Task<(IReadOnlyList<KubeObject> Before, IReadOnlyList<KubeObject> Wanted)> ReadBothAsync(
        Release current, Release upgraded, CancellationToken cancellationToken)
    {
        IReadOnlyList<KubeObject> before =
            await _work.ReadAsync(current.Manifest, "unable to build kubernetes objects from current release manifest", cancellationToken);
        IReadOnlyList<KubeObject> wanted =
            await _work.ReadAsync(upgraded.Manifest, "unable to build kubernetes objects from new release manifest", cancellationToken);
        ReleaseWork.Mark(wanted, upgraded);
        HashSet<string> known = before.Select(item => item.Key).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<KubeObject> adopted =
            await _work.FindExistingAsync([.. wanted.Where(item => !known.Contains(item.Key))], upgraded, "update", cancellationToken);
        return ([.. before, .. adopted], wanted);
    }

    private async Task PerformAsync(
        Release upgraded,
        IReadOnlyList<KubeObject> before,
        IReadOnlyList<KubeObject> wanted,
        List<KubeObject> created,
        UpgradeOptions options,
        CancellationToken cancellationToken)
    {
        if (!options.NoHooks)
        {
            await HookAsync(upgraded, HookEvents.PreUpgrade, options, cancellationToken);
        }

        await _work.Applier.UpdateAsync(before, wanted, created, options.Force, cancellationToken);
        if (options.Wait || options.Atomic)
        {
            await _work.Waiter.UntilReadyAsync(wanted, options.WaitForJobs, options.Timeout, cancellationToken);
        }

        if (!options.NoHooks)
        {
            await HookAsync(upgraded, HookEvents.PostUpgrade, options, cancellationToken);
        }
    }

    private async Task HookAsync(Release release, string moment, UpgradeOptions options, CancellationToken cancellationToken)
    {
        string? fault = await ReleaseWork.TryAsync(() => _work.Hooks.RunAsync(release, moment, options.Timeout, cancellationToken));
        if (fault is not null)
        {
            throw new HelmException($"{moment} hooks failed: {fault}");
        }
    }

    private async Task<HelmException> FailAsync(Release upgraded, List<KubeObject> created, UpgradeOptions options, string fault)
    {
        upgraded.SetStatus(ReleaseStatus.Failed, $"Upgrade \"{upgraded.Name}\" failed: {fault}");
        await _work.RecordAsync(upgraded);
        if (options.CleanupOnFail)
        {
            IReadOnlyList<string> faults = await _work.Applier.DeleteAsync(created, CancellationToken.None);
            if (faults.Count > 0)
            {
                return new HelmException(
                    $"an error occurred while cleaning up resources. original upgrade error: {fault}: unable to cleanup resources: {string.Join(", ", faults)}");
            }
        }

        return options.Atomic ? await RollBackAsync(upgraded, options, fault) : new HelmException(fault);
    }

    private async Task<HelmException> RollBackAsync(Release upgraded, UpgradeOptions options, string fault)
    {
        IReadOnlyList<Release> history = await _work.Store.HistoryAsync(upgraded.Name, CancellationToken.None);
        Release? good = history.LastOrDefault(release => release.Status is ReleaseStatus.Superseded or ReleaseStatus.Deployed);
        if (good is null)
        {
            return new HelmException($"unable to find a previously successful release when attempting to rollback. original upgrade error: {fault}");
        }

        RollbackOptions rollback = new()
        {
            Name = upgraded.Name,
            Version = good.Version,
            Wait = true,
            WaitForJobs = options.WaitForJobs,
            NoHooks = options.NoHooks,
            Force = options.Force,
            Timeout = options.Timeout,
            MaxHistory = 0,
        };
        string? second = await ReleaseWork.TryAsync(() => new RollbackAction(environment).RunAsync(rollback, CancellationToken.None));
        return second is null
            ? new HelmException($"release {upgraded.Name} failed, and has been rolled back due to atomic being set: {fault}")
            : new HelmException($"an error occurred while rolling back the release. original upgrade error: {fault}: {second}");
    }
}
