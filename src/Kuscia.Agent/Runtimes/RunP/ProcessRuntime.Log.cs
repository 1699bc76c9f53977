using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Runtimes.RunP;

internal sealed partial class ProcessRuntime
{
    private void LogStarted(string pod, string container, int process) => Log.Started(logger, pod, container, process);

    private void LogAdopted(string pod, string container, int process) => Log.Adopted(logger, pod, container, process);

    private static partial class Log
    {
        [LoggerMessage(3201, LogLevel.Information, "Container {Container} of pod {Pod} runs as process {Process}")]
        public static partial void Started(ILogger logger, string pod, string container, int process);

        [LoggerMessage(3202, LogLevel.Information, "Container {Container} of pod {Pod} still runs as process {Process} from an earlier start of the node and is taken over")]
        public static partial void Adopted(ILogger logger, string pod, string container, int process);
    }
}
