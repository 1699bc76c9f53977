using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;

namespace Kuscia.Helm.Releases;

/// <summary>Returns a release to an earlier revision, as a new revision.</summary>
/// <param name="environment">Where.</param>
public sealed class RollbackAction(ReleaseEnvironment environment)
{
    private readonly ReleaseWork _work = new(environment);

    /// <summary>Rolls back.</summary>
    /// <returns>The new revision.</returns>
    /// <exception cref="HelmException">It failed; the message says why.</exception>
    public async Task<Release> RunAsync(RollbackOptions options, CancellationToken cancellationToken)
    {
        await _work.ReachAsync(cancellationToken);
        if (ReleaseNames.Fault(options.Name) is not null)
        {
            throw new HelmException($"prepareRollback: Release name is invalid: {options.Name}");
        }

        if (options.Version < 0)
        {
            throw new HelmException("invalid release revision");
        }

        Release current = await _work.Store.LastAsync(options.Name, cancellationToken);
        int version = options.Version == 0 ? current.Version - 1 : options.Version;
        Release earlier = await _work.Store.GetAsync(options.Name, version, cancellationToken);
        Release target = NewRevision(current, earlier);
        if (options.DryRun)
        {
            return target;
        }

        _work.Store.MaxHistory = options.MaxHistory;
        await _work.Store.CreateAsync(target, cancellationToken);
        await PerformAsync(current, target, options, cancellationToken);
        foreach (Release deployed in await _work.Store.DeployedAsync(options.Name, cancellationToken))
        {
            deployed.SetStatus(ReleaseStatus.Superseded, deployed.Description);
            await _work.RecordAsync(deployed);
        }

        target.SetStatus(ReleaseStatus.Deployed, target.Description);
        await _work.Store.UpdateAsync(target, cancellationToken);
        return target;
    }

    private Release NewRevision(Release current, Release earlier) => new()
    {
        Name = current.Name,
        Namespace = current.Namespace,
        Version = current.Version + 1,
        Chart = earlier.Chart,
        Config = earlier.Config,
        Manifest = earlier.Manifest,
        Hooks = earlier.Hooks,
        Notes = earlier.Notes,
        FirstDeployed = current.FirstDeployed,
        LastDeployed = _work.Now,
        Status = ReleaseStatus.PendingRollback,
        Description = $"Rollback to {earlier.Version}",
    };

    private async Task PerformAsync(Release current, Release target, RollbackOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<KubeObject> before =
            await _work.ReadAsync(current.Manifest, "unable to build kubernetes objects from current release manifest", cancellationToken);
        IReadOnlyList<KubeObject> wanted =
            await _work.ReadAsync(target.Manifest, "unable to build kubernetes objects from new release manifest", cancellationToken);
        if (!options.NoHooks)
        {
            await HookAsync(target, HookEvents.PreRollback, options, cancellationToken);
        }

        ReleaseWork.Mark(wanted, target);
        List<KubeObject> created = new();
        string? fault = await ReleaseWork.TryAsync(
            () => _work.Applier.UpdateAsync(before, wanted, created, options.Force, cancellationToken));
        if (fault is not null)
        {
            await FailAsync(current, target, $"Rollback \"{target.Name}\" failed: {fault}");
            throw await CleanUpAsync(created, options, fault);
        }

        if (options.Wait)
        {
            await WaitAsync(current, target, wanted, options, cancellationToken);
        }

        if (!options.NoHooks)
        {
            await HookAsync(target, HookEvents.PostRollback, options, cancellationToken);
        }
    }

    // A failed hook must not leave the revision pending, else nothing could be upgraded any more.
    private async Task HookAsync(Release target, string moment, RollbackOptions options, CancellationToken cancellationToken)
    {
        string? fault = await ReleaseWork.TryAsync(() => _work.Hooks.RunAsync(target, moment, options.Timeout, cancellationToken));
        if (fault is not null)
        {
            target.SetStatus(ReleaseStatus.Failed, $"Rollback \"{target.Name}\" failed: {fault}");
            await _work.RecordAsync(target);
            throw new HelmException(fault);
        }
    }

    private async Task WaitAsync(
        Release current, Release target, IReadOnlyList<KubeObject> wanted, RollbackOptions options, CancellationToken cancellationToken)
    {
        string? fault = await ReleaseWork.TryAsync(
            () => _work.Waiter.UntilReadyAsync(wanted, options.WaitForJobs, options.Timeout, cancellationToken));
        if (fault is not null)
        {
            await FailAsync(current, target, $"Release \"{target.Name}\" failed: {fault}");
            throw new HelmException($"release {target.Name} failed: {fault}");
        }
    }

    private async Task FailAsync(Release current, Release target, string description)
    {
        current.SetStatus(ReleaseStatus.Superseded, current.Description);
        target.SetStatus(ReleaseStatus.Failed, description);
        await _work.RecordAsync(current);
        await _work.RecordAsync(target);
    }

    private async Task<HelmException> CleanUpAsync(List<KubeObject> created, RollbackOptions options, string fault)
    {
        if (!options.CleanupOnFail)
        {
            return new HelmException(fault);
        }

        IReadOnlyList<string> faults = await _work.Applier.DeleteAsync(created, CancellationToken.None);
        return faults.Count == 0
            ? new HelmException(fault)
            : new HelmException(
                $"an error occurred while cleaning up resources. original rollback error: {fault}: unable to cleanup resources: {string.Join(", ", faults)}");
    }
}
