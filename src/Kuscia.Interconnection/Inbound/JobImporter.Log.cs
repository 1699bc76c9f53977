using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Inbound;

internal sealed partial class JobImporter
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 2511, Level = LogLevel.Information, Message = "job {Job} of {Host} is copied")]
        public static partial void Imported(ILogger logger, string? job, string host);

        [LoggerMessage(EventId = 2512, Level = LogLevel.Warning, Message = "job {Job} of {Host} is refused: {Reason}")]
        public static partial void Refused(ILogger logger, string? job, string host, string reason);

        [LoggerMessage(EventId = 2513, Level = LogLevel.Information, Message = "job {Job} was withdrawn by {Host}; its copy is removed")]
        public static partial void Removed(ILogger logger, string? job, string host);
    }
}
