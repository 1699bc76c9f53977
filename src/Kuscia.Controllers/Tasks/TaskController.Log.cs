using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Tasks;

public sealed partial class TaskController
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 2201, Level = LogLevel.Information, Message = "task {Task} is {Phase} {Detail}")]
        public static partial void Phase(ILogger logger, string? task, string? phase, string? detail);

        [LoggerMessage(EventId = 2202, Level = LogLevel.Information, Message = "task {Task} is gone, its objects are removed")]
        public static partial void Removed(ILogger logger, string task);
    }
}
