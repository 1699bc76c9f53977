using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Program;

internal sealed partial class EngineRun
{
    [LoggerMessage(101, LogLevel.Information, "task {Task}: {Self} with {Peer} at {Endpoint}, listening on port {Port}")]
    private static partial void LogTask(ILogger logger, string task, string self, string peer, string endpoint, int port);

    [LoggerMessage(102, LogLevel.Information, "keys: {Keys1} = {Keys2}; sort_result {Sort}; receivers {Receivers}; allow_empty_result {AllowEmpty}")]
    private static partial void LogParameters(ILogger logger, string keys1, string keys2, bool sort, string receivers, bool allowEmpty);

    [LoggerMessage(103, LogLevel.Information, "the task asks for {Protocol}, which this engine does not have; it runs RR22 or ECDH instead, with the same result")]
    private static partial void LogMapped(ILogger logger, string protocol);

    [LoggerMessage(104, LogLevel.Information, "{Seconds:0.000} s: agreed with {Peer} on {Protocol}; kernel {Kernel}, {Threads} threads")]
    private static partial void LogAgreed(ILogger logger, double seconds, string peer, string protocol, string kernel, int threads);

    [LoggerMessage(105, LogLevel.Information, "own table: {Rows} rows, {Keys} distinct keys, {Empty} rows with an empty key")]
    private static partial void LogRows(ILogger logger, int rows, int keys, int empty);

    [LoggerMessage(110, LogLevel.Warning, "own table: {Remark}")]
    private static partial void LogRemark(ILogger logger, string remark);

    [LoggerMessage(106, LogLevel.Information, "{Seconds:0.000} s: exchange finished")]
    private static partial void LogExchanged(ILogger logger, double seconds);

    [LoggerMessage(107, LogLevel.Information, "common keys: {Count}")]
    private static partial void LogIntersection(ILogger logger, int count);

    [LoggerMessage(108, LogLevel.Information, "{Seconds:0.000} s: {Rows} rows written to {Path}")]
    private static partial void LogWritten(ILogger logger, double seconds, long rows, string path);

    [LoggerMessage(109, LogLevel.Information, "{Seconds:0.000} s: finished; CPU {Cpu:0.00} s, peak memory {Peak} MiB")]
    private static partial void LogDone(ILogger logger, double seconds, double cpu, long peak);
}
