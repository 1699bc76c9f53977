using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Releases;

/// <summary>Runs the test hooks of a release.</summary>
/// <param name="environment">Where.</param>
public sealed class TestAction(ReleaseEnvironment environment)
{
    private readonly ReleaseWork _work = new(environment);

    /// <summary>Runs the tests of the last revision one after another; the first that fails ends the run.</summary>
    /// <param name="name">Name of the release.</param>
    /// <param name="chosen">Which tests run, by name.</param>
    /// <param name="timeout">How long one test may take.</param>
    /// <param name="cancellationToken">Stops the tests.</param>
    /// <returns>The release with the results of its tests, and what failed; null when nothing did.</returns>
    /// <exception cref="HelmException">There is no such release.</exception>
    public async Task<(Release Release, string? Fault)> RunAsync(
        string name, Func<string, bool> chosen, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _work.ReachAsync(cancellationToken);
        if (ReleaseNames.Fault(name) is not null)
        {
            throw new HelmException($"releaseTest: Release name is invalid: {name}");
        }

        Release release = await _work.Store.LastAsync(name, cancellationToken);
        string? fault = await ReleaseWork.TryAsync(
            () => _work.Hooks.RunAsync(release, HookEvents.Test, hook => chosen(hook.Name), timeout, cancellationToken));
        await _work.RecordAsync(release);
        return (release, fault);
    }
}
