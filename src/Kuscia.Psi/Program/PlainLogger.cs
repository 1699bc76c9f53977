using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Program;

/// <summary>Writes one short line per entry: time, level when not information, text. Thread-safe.</summary>
internal sealed class PlainLogger(TextWriter output, TimeProvider time, bool debug) : ILogger
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= (debug ? LogLevel.Debug : LogLevel.Information);

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        string stamp = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        string level = logLevel == LogLevel.Information ? string.Empty : $"{logLevel.ToString().ToLowerInvariant()}: ";
        lock (_lock)
        {
            output.WriteLine($"{stamp} {level}{formatter(state, exception)}");
            output.Flush();
        }
    }
}
