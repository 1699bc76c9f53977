using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Jobs;

public sealed partial class JobController
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "job {Job}: task {Task} created")]
        public static partial void TaskCreated(ILogger logger, string? job, string? task);

        [LoggerMessage(EventId = 2102, Level = LogLevel.Information, Message = "job {Job} is {Phase} {Reason} {Detail}")]
        public static partial void Phase(ILogger logger, string? job, string? phase, string? reason, string? detail);
    }
}
