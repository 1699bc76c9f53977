using Kuscia.Gateway.Upstreams;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Handshake;

internal sealed partial class RouteSupervisor
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 4301, Level = LogLevel.Information, Message = "route {Route}: token revision {Revision} agreed")]
        public static partial void Agreed(ILogger logger, string route, long revision);

        [LoggerMessage(EventId = 4302, Level = LogLevel.Warning, Message = "route {Route}: attempt {Attempt} failed at {Stage}: {Message}")]
        public static partial void Failed(ILogger logger, string route, int attempt, ConnectStage stage, string message);

        [LoggerMessage(EventId = 4303, Level = LogLevel.Warning, Message = "route {Route}: the partner answered {State} for revision {Revision}; a new token is agreed")]
        public static partial void StartAnew(ILogger logger, string route, long revision, TokenState state);
    }
}
