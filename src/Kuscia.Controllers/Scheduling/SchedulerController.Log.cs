using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Scheduling;

public sealed partial class SchedulerController
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 2401, Level = LogLevel.Information, Message = "task resource {Resource} is {Phase}: {Reason}")]
        public static partial void Resource(ILogger logger, ResourceName resource, string? phase, string? reason);

        [LoggerMessage(EventId = 2402, Level = LogLevel.Information, Message = "pod {Pod} goes to node {Node}")]
        public static partial void Bound(ILogger logger, ResourceName pod, string node);

        [LoggerMessage(EventId = 2403, Level = LogLevel.Information, Message = "pod {Pod} gets no node: {Reason}")]
        public static partial void Refused(ILogger logger, ResourceName pod, string? reason);
    }
}
