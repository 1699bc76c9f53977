using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Listeners;

internal sealed partial class ExternalPipeline
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 4101, Level = LogLevel.Warning,
            Message = "refused: {Source} speaks for {Origin} towards {Host}; allow it with a THIRD-DOMAIN route of {Origin} through {Source}")]
        public static partial void OriginRefused(ILogger logger, string source, string origin, string host);

        [LoggerMessage(EventId = 4102, Level = LogLevel.Warning,
            Message = "refused: passage of {Origin} to {Host} (sent by {Source}); allow it with a THIRD-DOMAIN ClusterDomainRoute through this domain")]
        public static partial void PassageRefused(ILogger logger, string origin, string host, string source);
    }
}
