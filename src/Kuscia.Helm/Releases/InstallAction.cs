using System.Text.Json.Nodes;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Releases;

/// <summary>Installs a chart as a new release.</summary>
/// <param name="environment">Where to.</param>
public sealed class InstallAction(ReleaseEnvironment environment)
{
    private static readonly TimeSpan CrdTimeout = TimeSpan.FromMinutes(1);

    private readonly ReleaseWork _work = new(environment);

    /// <summary>Installs; the chart is changed in place while its dependencies are processed.</summary>
    /// <param name="chart">The chart, freshly loaded.</param>
    /// <param name="values">The user's values.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the install; it is then recorded as failed.</param>
    /// <returns>The release.</returns>
    /// <exception cref="HelmException">It failed; the message says why.</exception>
    public async Task<Release> RunAsync(Chart chart, ValueMap values, InstallOptions options, CancellationToken cancellationToken)
    {
        await _work.ReachAsync(cancellationToken);
        await CheckNameAsync(options, cancellationToken);
        new DependencyProcessor(_work.Warn).Process(chart, values);
        if (!options.SkipCrds && !options.DryRun)
        {
            await InstallCrdsAsync(chart, cancellationToken);
        }

        RenderMode mode = new(!options.DryRun || options.DryRunLooksUp, options.SubchartNotes);
        ReleaseScope scope = new(options.Name, _work.Namespace, 1, IsUpgrade: false);
        RenderedChart rendered = await _work.RenderAsync(chart, values, scope, processed: true, mode, cancellationToken);
        Release release = NewRelease(chart, values, rendered, options, await RevisionAsync(options, cancellationToken));
        IReadOnlyList<KubeObject> objects =
            await _work.ReadAsync(release.Manifest, "unable to build kubernetes objects from release manifest", cancellationToken);
        ReleaseWork.Mark(objects, release);
        IReadOnlyList<KubeObject> existing = await _work.FindExistingAsync(objects, release, "install", cancellationToken);
        if (options.DryRun)
        {
            release.Description = "Dry run complete";
            return release;
        }

        if (options.CreateNamespace)
        {
            await CreateNamespaceAsync(cancellationToken);
        }

        await _work.Store.CreateAsync(release, cancellationToken);
        string? fault = await ReleaseWork.TryAsync(() => PerformAsync(release, objects, existing, options, cancellationToken));
        if (fault is not null)
        {
            throw await FailAsync(release, options, fault);
        }

        release.SetStatus(ReleaseStatus.Deployed, options.Description ?? "Install complete");
        await _work.RecordAsync(release);
        return release;
    }

    private async Task PerformAsync(
        Release release, IReadOnlyList<KubeObject> objects, IReadOnlyList<KubeObject> existing, InstallOptions options, CancellationToken cancellationToken)
    {
        if (!options.NoHooks)
        {
            await HookAsync(release, HookEvents.PreInstall, options, cancellationToken);
        }

        if (existing.Count == 0)
        {
            await _work.Applier.CreateAsync(objects, cancellationToken);
        }
        else
        {
            await _work.Applier.UpdateAsync(existing, objects, [], force: false, cancellationToken);
        }

        if (options.Wait || options.Atomic)
        {
            await _work.Waiter.UntilReadyAsync(objects, options.WaitForJobs, options.Timeout, cancellationToken);
        }

        if (!options.NoHooks)
        {
            await HookAsync(release, HookEvents.PostInstall, options, cancellationToken);
        }
    }

    private async Task HookAsync(Release release, string moment, InstallOptions options, CancellationToken cancellationToken)
    {
        string? fault = await ReleaseWork.TryAsync(() => _work.Hooks.RunAsync(release, moment, options.Timeout, cancellationToken));
        if (fault is not null)
        {
            throw new HelmException($"failed {moment}: {fault}");
        }
    }

    private async Task<HelmException> FailAsync(Release release, InstallOptions options, string fault)
    {
        release.SetStatus(ReleaseStatus.Failed, $"Release \"{release.Name}\" failed: {fault}");
        await _work.RecordAsync(release);
        if (!options.Atomic)
        {
            return new HelmException(fault);
        }

        UninstallAction uninstall = new(environment);
        string? second = await ReleaseWork.TryAsync(() => uninstall.RunAsync(
            release.Name, new UninstallOptions { NoHooks = options.NoHooks, Timeout = options.Timeout }, CancellationToken.None));
        return second is null
            ? new HelmException($"release {release.Name} failed, and has been uninstalled due to atomic being set: {fault}")
            : new HelmException($"an error occurred while uninstalling the release. original install error: {fault}: {second}");
    }

    private async Task CheckNameAsync(InstallOptions options, CancellationToken cancellationToken)
    {
        if (ReleaseNames.Fault(options.Name) is { } fault)
        {
            throw new HelmException($"release name \"{options.Name}\": {fault}");
        }

        if (options.DryRun)
        {
            return;
        }

        IReadOnlyList<Release> history = await _work.Store.HistoryAsync(options.Name, cancellationToken);
        bool replaceable = history.Count == 0 ||
            (options.Replace && history[^1].Status is ReleaseStatus.Uninstalled or ReleaseStatus.Failed);
        if (!replaceable)
        {
            throw new HelmException("cannot re-use a name that is still in use");
        }
    }

    private async Task<int> RevisionAsync(InstallOptions options, CancellationToken cancellationToken)
    {
        if (!options.Replace || options.DryRun)
        {
            return 1;
        }

        IReadOnlyList<Release> history = await _work.Store.HistoryAsync(options.Name, cancellationToken);
        if (history.Count == 0)
        {
            return 1;
        }

        Release last = history[^1];
        last.SetStatus(ReleaseStatus.Superseded, last.Description);
        await _work.RecordAsync(last);
        return last.Version + 1;
    }

    private Release NewRelease(Chart chart, ValueMap values, RenderedChart rendered, InstallOptions options, int revision) => new()
    {
        Name = options.Name,
        Namespace = _work.Namespace,
        Version = revision,
        Chart = chart,
        Config = values,
        Manifest = rendered.Manifest,
        Hooks = rendered.Hooks,
        Notes = rendered.Notes,
        FirstDeployed = _work.Now,
        LastDeployed = _work.Now,
        Status = ReleaseStatus.PendingInstall,
        Description = "Initial install underway",
    };

    private async Task CreateNamespaceAsync(CancellationToken cancellationToken)
    {
        JsonObject value = new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = _work.Namespace, ["labels"] = new JsonObject { ["name"] = _work.Namespace } },
        };
        try
        {
            await _work.Cluster.CreateAsync(KubeResourceType.Namespace, null, value, cancellationToken);
        }
        catch (KubeException e) when (e.IsAlreadyExists)
        {
            // Somebody made it before; that is what was asked for.
        }
    }

    private async Task InstallCrdsAsync(Chart chart, CancellationToken cancellationToken)
    {
        List<KubeObject> created = new();
        foreach (ChartCrd crd in chart.Crds())
        {
            foreach (KubeObject item in await _work.ReadAsync(crd.File.Text, $"failed to install CRD {crd.File.Name}", cancellationToken))
            {
                try
                {
                    await _work.Cluster.CreateAsync(item.Type, item.Namespace, item.Value, cancellationToken);
                    created.Add(item);
                }
                catch (KubeException e) when (e.IsAlreadyExists)
                {
                    // A definition that is there already is left as it is, as in Helm.
                }
                catch (KubeException e)
                {
                    throw new HelmException($"failed to install CRD {crd.File.Name}: {e.Message}", e);
                }
            }
        }

        if (created.Count > 0)
        {
            await _work.Waiter.UntilReadyAsync(created, jobsToo: false, CrdTimeout, cancellationToken);
            _work.Cluster.ForgetTypes();
        }
    }
}
