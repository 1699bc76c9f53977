using Microsoft.Extensions.Logging;

namespace KubeFate.Jobs;

internal sealed partial class JobRunner
{
    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Information, "job {Job} ({Method}) begins")]
        public static partial void Begins(ILogger logger, string job, string method);

        [LoggerMessage(9002, LogLevel.Information, "job {Job} ends: {Status}")]
        public static partial void Ends(ILogger logger, string job, JobStatus status);

        [LoggerMessage(9003, LogLevel.Error, "job {Job} failed in a way nobody expected")]
        public static partial void Broken(ILogger logger, string job, Exception fault);

        [LoggerMessage(9004, LogLevel.Warning, "the database does not answer: {Fault}; it is asked again")]
        public static partial void NoDatabase(ILogger logger, string fault);
    }
}
