using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Tests.Harness;

/// <summary>Keeps log lines so that a failed test can show them.</summary>
internal sealed class CapturedLog : ILoggerFactory
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Called with each line before who logs it goes on.</summary>
    public Action<string>? Heard { get; set; }

    public ILogger CreateLogger(string categoryName) => new Sink(this, categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public string Tail(int lines) => string.Join('\n', _lines.TakeLast(lines));

    private sealed class Sink(CapturedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                string line = $"{logLevel} {category}: {formatter(state, exception)} {exception}";
                log._lines.Enqueue(line);
                log.Heard?.Invoke(line);
            }
        }
    }
}
