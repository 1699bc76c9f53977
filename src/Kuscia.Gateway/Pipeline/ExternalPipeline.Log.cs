using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Pipeline;

internal sealed partial class ExternalPipeline
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 4101, Level = LogLevel.Warning,
            Message = "refused: {Source} speaks for {Origin} towards {Host}; allow it with a THIRD-DOMAIN route of {Origin} through {Source} ({HeldBack} more warnings about {Source} held back)")]
        public static partial void OriginRefused(ILogger logger, string source, string origin, string host, long heldBack);

        [LoggerMessage(EventId = 4102, Level = LogLevel.Warning,
            Message = "refused: passage of {Origin} to {Host} (sent by {Source}); allow it with a THIRD-DOMAIN ClusterDomainRoute through this domain ({HeldBack} more warnings about {Source} held back)")]
        public static partial void PassageRefused(ILogger logger, string origin, string host, string source, long heldBack);

        [LoggerMessage(EventId = 4103, Level = LogLevel.Warning,
            Message = "refused: {Source} called from {Address}, which sourceWhiteIPList of its route does not name ({HeldBack} more warnings about {Source} held back)")]
        public static partial void AddressRefused(ILogger logger, string source, System.Net.IPAddress? address, long heldBack);

        [LoggerMessage(EventId = 4104, Level = LogLevel.Warning,
            Message = "refused: the route of {Source} has authenticationType MTLS, but the client certificate shown ({Certificate}) is not its own; it must carry its registered key, or its name and come from mTLSConfig.tlsCA or this node's CA ({HeldBack} more warnings about {Source} held back)")]
        public static partial void CertificateRefused(ILogger logger, string source, string certificate, long heldBack);

        [LoggerMessage(EventId = 4105, Level = LogLevel.Warning, Message = "{Source} is slowed: it has {Limit} here and asks for more ({HeldBack} more warnings about {Source} held back)")]
        public static partial void LimitReached(ILogger logger, string source, string limit, long heldBack);
    }
}
