using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Protocols;

internal sealed partial class EcdhProtocol
{
    [LoggerMessage(201, LogLevel.Information, "masked own keys: {Keys}")]
    private static partial void LogMasked(ILogger logger, int keys);

    [LoggerMessage(202, LogLevel.Information, "distinct keys: own {Own}, {Peer} {PeerCount}")]
    private static partial void LogSizes(ILogger logger, int own, string peer, int peerCount);
}
