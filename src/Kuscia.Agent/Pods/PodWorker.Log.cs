using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Pods;

internal sealed partial class PodWorker
{
    private void LogStepFailed(Exception e) => Log.StepFailed(_services.Logger, _key.Name, e);

    private void LogRemoved() => Log.Removed(_services.Logger, _key.Name);

    private static partial class Log
    {
        [LoggerMessage(3501, LogLevel.Warning, "Pod {Pod} could not be brought to its desired state; it is tried again")]
        public static partial void StepFailed(ILogger logger, string pod, Exception e);

        [LoggerMessage(3502, LogLevel.Information, "Pod {Pod} is removed from this node")]
        public static partial void Removed(ILogger logger, string pod);
    }
}
