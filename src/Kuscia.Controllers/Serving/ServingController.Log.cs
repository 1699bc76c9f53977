using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Serving;

public sealed partial class ServingController
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 2361, Level = LogLevel.Information, Message = "deployment {Deployment} is {Phase}: {Reason} {Message}")]
        public static partial void Phase(ILogger logger, string? deployment, string? phase, string? reason, string? message);

        [LoggerMessage(EventId = 2362, Level = LogLevel.Information, Message = "what was made for deployment {Deployment} is removed")]
        public static partial void Removed(ILogger logger, string deployment);
    }
}
