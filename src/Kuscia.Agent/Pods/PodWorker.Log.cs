using Kuscia.Agent.Runtimes.Abstractions;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Pods;

internal sealed partial class PodWorker
{
    private void LogStepFailed(Exception e)
    {
        // That the runtime cannot be reached is said once for all pods, by the reader of its stream.
        if (e is not RuntimeUnavailableException)
        {
            Log.StepFailed(_services.Logger, _key.Name, e);
        }
    }

    private void LogRemoved() => Log.Removed(_services.Logger, _key.Name);

    private static partial class Log
    {
        [LoggerMessage(3501, LogLevel.Warning, "Pod {Pod} could not be brought to its desired state; it is tried again")]
        public static partial void StepFailed(ILogger logger, string pod, Exception e);

        [LoggerMessage(3502, LogLevel.Information, "Pod {Pod} is removed from this node")]
        public static partial void Removed(ILogger logger, string pod);
    }
}
