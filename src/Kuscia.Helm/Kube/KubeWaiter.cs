using System.Text.Json.Nodes;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Kube;

/// <summary>Waits for objects with a deadline and says of each object what it still lacks when the deadline passes.</summary>
internal sealed class KubeWaiter(IKubeCluster cluster, TimeProvider clock, TimeSpan interval)
{
    public Task UntilReadyAsync(IReadOnlyList<KubeObject> objects, bool jobsToo, TimeSpan timeout, CancellationToken cancellationToken) =>
        UntilAsync(
            objects,
            timeout,
            async item => Readiness.WhyNot(
                item.Type.Kind, await cluster.GetAsync(item.Type, item.Namespace, item.Name, cancellationToken), jobsToo) is { } why
                ? $"{item} is not ready: {why}"
                : null,
            cancellationToken);

    public Task UntilDeletedAsync(IReadOnlyList<KubeObject> objects, TimeSpan timeout, CancellationToken cancellationToken) =>
        UntilAsync(
            objects,
            timeout,
            async item => await cluster.GetAsync(item.Type, item.Namespace, item.Name, cancellationToken) is null ? null : $"{item} still exists",
            cancellationToken);

    /// <summary>Waits until the jobs and pods of a hook have ended well.</summary>
    public async Task UntilHookEndedAsync(IReadOnlyList<KubeObject> objects, TimeSpan timeout, CancellationToken cancellationToken) =>
        await UntilAsync(
            objects,
            timeout,
            async item =>
            {
                JsonObject? live = await cluster.GetAsync(item.Type, item.Namespace, item.Name, cancellationToken);
                string? result = Readiness.HookResult(item.Type.Kind, item.Name, live);
                return result is { Length: > 0 } ? throw new HelmException(result) : result is null ? $"{item} has not ended" : null;
            },
            cancellationToken);

    private async Task UntilAsync(
        IReadOnlyList<KubeObject> objects, TimeSpan timeout, Func<KubeObject, Task<string?>> whyNot, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        while (true)
        {
            List<string> missing = new();
            foreach (KubeObject item in objects)
            {
                if (await whyNot(item) is { } reason)
                {
                    missing.Add(reason);
                }
            }

            if (missing.Count == 0)
            {
                return;
            }

            if (clock.GetElapsedTime(started) >= timeout)
            {
                throw new HelmException($"timed out waiting for the condition: {string.Join("; ", missing)}");
            }

            await Task.Delay(interval, clock, cancellationToken);
        }
    }
}
