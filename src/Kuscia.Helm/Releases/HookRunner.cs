using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;

namespace Kuscia.Helm.Releases;

/// <summary>Runs the hooks of a release for one event, one after another by weight and name.</summary>
internal sealed class HookRunner(ReleaseWork work, TimeProvider clock)
{
    public Task RunAsync(Release release, string moment, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(release, moment, static _ => true, timeout, cancellationToken);

    /// <summary>Runs those of the hooks that are chosen.</summary>
    public async Task RunAsync(
        Release release, string moment, Func<ReleaseHook, bool> chosen, TimeSpan timeout, CancellationToken cancellationToken)
    {
        List<ReleaseHook> hooks =
        [
            .. release.Hooks.Where(hook => hook.Events.Contains(moment) && chosen(hook)).OrderBy(hook => hook.Weight).ThenBy(hook => hook.Name, StringComparer.Ordinal),
        ];
        foreach (ReleaseHook hook in hooks)
        {
            await RunOneAsync(release, hook, moment, timeout, cancellationToken);
        }

        foreach (ReleaseHook hook in hooks)
        {
            await DeleteAsync(hook, HookEvents.WhenSucceeded, timeout, cancellationToken);
        }
    }

    private async Task RunOneAsync(Release release, ReleaseHook hook, string moment, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (hook.DeletePolicies.Count == 0)
        {
            hook.DeletePolicies = [HookEvents.BeforeCreation];
        }

        await DeleteAsync(hook, HookEvents.BeforeCreation, timeout, cancellationToken);
        IReadOnlyList<KubeObject> objects =
            await work.ReadAsync(hook.Manifest, $"unable to build kubernetes object for {moment} hook {hook.Path}", cancellationToken);
        hook.StartedAt = clock.GetUtcNow();
        hook.CompletedAt = null;
        hook.Phase = "Running";
        await work.RecordAsync(release);
        hook.Phase = "Unknown";

        string? fault = await ReleaseWork.TryAsync(() => work.Applier.CreateAsync(objects, cancellationToken));
        if (fault is not null)
        {
            Complete(hook, "Failed");
            throw new HelmException($"warning: Hook {moment} {hook.Path} failed: {fault}");
        }

        fault = await ReleaseWork.TryAsync(() => work.Waiter.UntilHookEndedAsync(objects, timeout, cancellationToken));
        Complete(hook, fault is null ? "Succeeded" : "Failed");
        if (fault is not null)
        {
            await DeleteAsync(hook, HookEvents.WhenFailed, timeout, cancellationToken);
            throw new HelmException(fault);
        }
    }

    private void Complete(ReleaseHook hook, string phase)
    {
        hook.CompletedAt = clock.GetUtcNow();
        hook.Phase = phase;
    }

    // Definitions are never deleted: everything of their kind would go with them.
    private async Task DeleteAsync(ReleaseHook hook, string policy, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (hook.Kind == "CustomResourceDefinition" || !hook.DeletePolicies.Contains(policy))
        {
            return;
        }

        IReadOnlyList<KubeObject> objects =
            await work.ReadAsync(hook.Manifest, $"unable to build kubernetes object for deleting hook {hook.Path}", cancellationToken);
        IReadOnlyList<string> faults = await work.Applier.DeleteAsync(objects, cancellationToken);
        if (faults.Count > 0)
        {
            throw new HelmException(string.Join("; ", faults));
        }

        if (policy == HookEvents.BeforeCreation)
        {
            // The old object may linger while its pods end; creating at once would collide with it.
            await work.Waiter.UntilDeletedAsync(objects, timeout, cancellationToken);
        }
    }
}
