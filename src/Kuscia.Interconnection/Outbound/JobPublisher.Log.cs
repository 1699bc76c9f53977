using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Outbound;

internal sealed partial class JobPublisher
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 2501, Level = LogLevel.Information, Message = "job {Job} lies ready for {Partner}")]
        public static partial void Published(ILogger logger, string? job, string partner);

        [LoggerMessage(EventId = 2502, Level = LogLevel.Information, Message = "job {Job} is withdrawn from {Partner}")]
        public static partial void Withdrawn(ILogger logger, string job, string? partner);
    }
}
