using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Runtimes.Containers;

internal sealed partial class ContainerPod
{
    private void LogStepFailed(Exception e) => Log.StepFailed(_services.Logger, _key.Name, e);

    private static partial class Log
    {
        [LoggerMessage(3511, LogLevel.Warning, "The containers of pod {Pod} could not be brought to their desired state; it is tried again")]
        public static partial void StepFailed(ILogger logger, string pod, Exception e);
    }
}
