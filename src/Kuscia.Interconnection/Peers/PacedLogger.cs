using Kuscia.Client.Queues;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Peers;

/// <summary>
/// Writes as many lines about a partner as nobody minds: a burst, then five a second. What is held back is counted, and the number is told with the next line.
/// Thread-safe.
/// </summary>
internal sealed partial class PacedLogger(ILogger inner, string partner, TimeProvider time) : ILogger
{
    private const double Burst = 100;
    private const double PerSecond = 5;

    private readonly TokenBucket _lines = new(Burst, PerSecond, time);
    private long _heldBack;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!inner.IsEnabled(logLevel))
        {
            return;
        }

        if (_lines.WaitForOne() > TimeSpan.Zero)
        {
            Interlocked.Increment(ref _heldBack);
            return;
        }

        _lines.Take(1);
        if (Interlocked.Exchange(ref _heldBack, 0) is > 0 and long heldBack)
        {
            Lines.HeldBack(inner, heldBack, partner);
        }

        inner.Log(logLevel, eventId, state, exception, formatter);
    }

    private static partial class Lines
    {
        [LoggerMessage(EventId = 2552, Level = LogLevel.Warning, Message = "{Count} lines about {Partner} were held back")]
        public static partial void HeldBack(ILogger logger, long count, string partner);
    }
}
