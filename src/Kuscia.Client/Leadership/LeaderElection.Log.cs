using Microsoft.Extensions.Logging;

namespace Kuscia.Client.Leadership;

public sealed partial class LeaderElection
{
    private static partial class Log
    {
        [LoggerMessage(1551, LogLevel.Information, "This instance ({Identity}) leads now, in term {Term} of the Lease {Lease}")]
        public static partial void Leads(ILogger logger, string identity, int term, string lease);

        [LoggerMessage(1552, LogLevel.Information, "{Holder} leads now; this instance ({Identity}) stands by")]
        public static partial void Follows(ILogger logger, string holder, string identity);

        [LoggerMessage(1553, LogLevel.Warning, "This instance ({Identity}) does not lead any more: {Why}")]
        public static partial void Lost(ILogger logger, string identity, string why);

        [LoggerMessage(1554, LogLevel.Warning, "The Lease {Lease} cannot be read or written: {Why}; tried again every {Seconds} s")]
        public static partial void Failing(ILogger logger, string lease, string why, double seconds);

        [LoggerMessage(1555, LogLevel.Information, "The Lease {Lease} can be read and written again")]
        public static partial void Mended(ILogger logger, string lease);

        [LoggerMessage(1556, LogLevel.Error, "What this instance does as the leader has not ended {Seconds} s after it lost the lease; it takes no new one before")]
        public static partial void Lingers(ILogger logger, double seconds);

        [LoggerMessage(1557, LogLevel.Information, "This instance ({Identity}) gave the lead up and stops")]
        public static partial void Released(ILogger logger, string identity);
    }
}
