using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Outbound;

internal sealed partial class DeploymentPublisher
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 2571, Level = LogLevel.Information, Message = "deployment {Deployment} is in the mailbox of {Mailbox}")]
        public static partial void Published(ILogger logger, string? deployment, string mailbox);

        [LoggerMessage(EventId = 2572, Level = LogLevel.Information, Message = "deployment {Deployment} is withdrawn from the mailbox of {Mailbox}")]
        public static partial void Withdrawn(ILogger logger, string deployment, string? mailbox);
    }
}
