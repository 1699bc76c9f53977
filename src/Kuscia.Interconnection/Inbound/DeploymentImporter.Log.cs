using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Inbound;

internal sealed partial class DeploymentImporter
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 2573, Level = LogLevel.Information, Message = "deployment {Deployment} of {Host} is taken over")]
        public static partial void Imported(ILogger logger, string? deployment, string host);

        [LoggerMessage(EventId = 2574, Level = LogLevel.Warning, Message = "deployment {Deployment} of {Host} is refused: {Reason}")]
        public static partial void Refused(ILogger logger, string? deployment, string host, string reason);

        [LoggerMessage(EventId = 2575, Level = LogLevel.Information, Message = "deployment {Deployment} is removed, for {Host} has withdrawn it")]
        public static partial void Removed(ILogger logger, string? deployment, string host);
    }
}
