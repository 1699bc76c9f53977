using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.TaskResources;

public sealed partial class TaskResourceGroupController
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 2301, Level = LogLevel.Information, Message = "task resource group {Group} is {Phase} {Reason}")]
        public static partial void Phase(ILogger logger, string group, string? phase, string? reason);
    }
}
