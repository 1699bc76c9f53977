using Kuscia.Agent.Logs;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Pods;

/// <summary>Removes what pods left behind: sandboxes (and living processes) of pods that are gone, and old logs.</summary>
internal sealed partial class Housekeeping(AgentOptions options, IPodRuntime runtime, PodWorkerSet workers, PodLogPaths logs, IResourceClient client, TimeProvider time, ILogger<Housekeeping> logger)
{
    /// <summary>Cleans at once and then from time to time until cancelled. Call it when the pods of this node are known.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await CleanAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.Failed(logger, e);
            }

            await Task.Delay(AgentTimingOptions.Housekeeping, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        foreach (PodKey pod in (await runtime.ListAsync(cancellationToken)).Where(p => !workers.Owns(p.Uid)))
        {
            // The server has the last word: a worker may not have been made yet.
            Pod? known = await client.GetAsync(Kinds.Pod, pod.Resource, cancellationToken);
            if (known?.Metadata.Uid != pod.Uid && !workers.Owns(pod.Uid))
            {
                await runtime.RemoveAsync(pod, cancellationToken);
                Log.SandboxRemoved(logger, pod.Namespace, pod.Name);
            }
        }

        int removed = LogGarbage.Collect(logs, workers.IsActiveLog, options.Logs.MaxAge, time.GetUtcNow());
        if (removed > 0)
        {
            Log.LogsRemoved(logger, removed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3601, LogLevel.Information, "Left-overs of pod {Namespace}/{Pod}, which is gone, are removed")]
        public static partial void SandboxRemoved(ILogger logger, string @namespace, string pod);

        [LoggerMessage(3602, LogLevel.Information, "The logs of {Count} old pods are removed")]
        public static partial void LogsRemoved(ILogger logger, int count);

        [LoggerMessage(3603, LogLevel.Warning, "Housekeeping failed; it is tried again")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
