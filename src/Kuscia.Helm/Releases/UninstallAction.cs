using System.Text;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;

namespace Kuscia.Helm.Releases;

/// <summary>Deletes the objects of a release and, unless told otherwise, its history.</summary>
/// <param name="environment">Where.</param>
public sealed class UninstallAction(ReleaseEnvironment environment)
{
    private readonly ReleaseWork _work = new(environment);

    /// <summary>Uninstalls.</summary>
    /// <returns>The names of what was kept by policy, for people; empty when nothing was.</returns>
    /// <exception cref="HelmException">It failed; the message says why.</exception>
    public async Task<string> RunAsync(string name, UninstallOptions options, CancellationToken cancellationToken)
    {
        await _work.ReachAsync(cancellationToken);
        if (ReleaseNames.Fault(name) is not null)
        {
            throw new HelmException($"uninstall: Release name is invalid: {name}");
        }

        IReadOnlyList<Release> history = await _work.Store.HistoryAsync(name, cancellationToken);
        if (history.Count == 0 && options.IgnoreNotFound)
        {
            return "";
        }

        if (history.Count == 0)
        {
            throw new HelmException(options.DryRun ? "release: not found" : $"uninstall: Release not loaded: {name}: release: not found");
        }

        if (options.DryRun)
        {
            return "";
        }

        Release release = history[^1];
        if (release.Status == ReleaseStatus.Uninstalled)
        {
            return options.KeepHistory
                ? throw new HelmException($"the release named \"{name}\" is already deleted")
                : await PurgeAsync(history, cancellationToken);
        }

        return await DeleteAsync(release, history, options, cancellationToken);
    }

    private async Task<string> DeleteAsync(
        Release release, IReadOnlyList<Release> history, UninstallOptions options, CancellationToken cancellationToken)
    {
        release.SetStatus(ReleaseStatus.Uninstalling, "Deletion in progress (or silently failed)");
        release.Deleted = _work.Now;
        if (!options.NoHooks)
        {
            await _work.Hooks.RunAsync(release, HookEvents.PreDelete, options.Timeout, cancellationToken);
        }

        await _work.RecordAsync(release);
        (IReadOnlyList<KubeObject> deleted, string kept, List<string> faults) = await DeleteObjectsAsync(release, cancellationToken);
        if (options.Wait)
        {
            AddFault(faults, await ReleaseWork.TryAsync(() => _work.Waiter.UntilDeletedAsync(deleted, options.Timeout, cancellationToken)));
        }

        if (!options.NoHooks)
        {
            AddFault(faults, await ReleaseWork.TryAsync(
                () => _work.Hooks.RunAsync(release, HookEvents.PostDelete, options.Timeout, cancellationToken)));
        }

        release.SetStatus(ReleaseStatus.Uninstalled, options.Description ?? "Uninstallation complete");
        if (options.KeepHistory)
        {
            await _work.RecordAsync(release);
        }
        else
        {
            AddFault(faults, await ReleaseWork.TryAsync(() => PurgeAsync(history, cancellationToken)));
        }

        return faults.Count == 0
            ? kept
            : throw new HelmException($"uninstallation completed with {faults.Count} error(s): {string.Join("; ", faults)}");
    }

    private async Task<(IReadOnlyList<KubeObject> Deleted, string Kept, List<string> Faults)> DeleteObjectsAsync(
        Release release, CancellationToken cancellationToken)
    {
        StringBuilder kept = new();
        List<KubeObject> objects = new();
        try
        {
            Dictionary<string, string> files = new() { ["manifest"] = release.Manifest };
            foreach (Manifest manifest in new ManifestSorter(_work.Warn).Sort(files, KindOrder.Uninstall).Manifests)
            {
                if (KubeApplier.IsKept(manifest.Head.Annotations))
                {
                    kept.Append('[').Append(manifest.Head.Kind).Append("] ").Append(manifest.Head.Name).Append('\n');
                    continue;
                }

                objects.AddRange(await _work.ReadAsync(manifest.Content, "unable to build kubernetes objects for delete", cancellationToken));
            }
        }
        catch (HelmException e)
        {
            return ([], "", [e.DuringRendering ? $"corrupted release record. You must manually delete the resources: {e.Message}" : e.Message]);
        }

        IReadOnlyList<string> faults = await _work.Applier.DeleteAsync(objects, cancellationToken);
        string note = kept.Length == 0 ? "" : $"These resources were kept due to the resource policy:\n{kept}";
        return (objects, note, [.. faults]);
    }

    private async Task<string> PurgeAsync(IReadOnlyList<Release> history, CancellationToken cancellationToken)
    {
        foreach (Release revision in history)
        {
            try
            {
                await _work.Store.DeleteAsync(revision.Name, revision.Version, cancellationToken);
            }
            catch (KubeException e)
            {
                throw new HelmException($"uninstall: Failed to purge the release: {e.Message}", e);
            }
        }

        return "";
    }

    private static void AddFault(List<string> faults, string? fault)
    {
        if (fault is not null)
        {
            faults.Add(fault);
        }
    }
}
