using Microsoft.Extensions.Logging;

namespace Kuscia.Storage.Log;

/// <summary>Whether the store takes writes, and since when not; a change is logged once. Set by the one writer, read by anybody.</summary>
internal sealed partial class FaultWatch(TimeProvider time, ILogger logger)
{
    private volatile StoreFault? _fault;

    /// <summary>Set while the store does not take writes.</summary>
    public StoreFault? Fault => _fault;

    /// <summary>The store failed; true when it did not fail before.</summary>
    public bool Set(Exception fault)
    {
        if (_fault is not null)
        {
            return false;
        }

        _fault = new StoreFault(fault.Message, time.GetUtcNow());
        Log.Failed(logger, fault.Message);
        return true;
    }

    /// <summary>The store took a write.</summary>
    public void Clear()
    {
        if (_fault is not null)
        {
            _fault = null;
            Log.Mended(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1203, LogLevel.Error, "The store takes no writes: {Fault}; it is tried again every second")]
        public static partial void Failed(ILogger logger, string fault);

        [LoggerMessage(1204, LogLevel.Information, "The store takes writes again")]
        public static partial void Mended(ILogger logger);
    }
}
