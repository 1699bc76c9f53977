using Microsoft.Extensions.Logging;

namespace Kuscia.Storage.Log;

/// <summary>Deletes keys whose lease ran out. After a restart the time counts anew, as the table keeps no clock.</summary>
internal sealed partial class LeaseExpiry(RevisionLog log, TimeProvider time, ILogger<LeaseExpiry> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    // By timestamps, which no change of the wall clock moves.
    private readonly PriorityQueue<LogEntry, long> _due = new();
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private bool _failing;

    /// <summary>Takes up the leases found in the table and begins to watch the clock.</summary>
    public void Start(IEnumerable<LogRow> leased)
    {
        foreach (LogRow row in leased)
        {
            Add(row.ToEntry());
        }

        _loop = Task.Run(RunAsync);
    }

    /// <summary>Takes up the leases of new rows.</summary>
    public void Track(IEnumerable<LogEvent> events)
    {
        foreach (LogEvent change in events)
        {
            if (change.Type != LogEventType.Deleted && change.Entry.LeaseSeconds > 0)
            {
                Add(change.Entry);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    // Only key, revision and time are needed: the value would keep memory alive until the lease ends.
    private void Add(LogEntry entry) => Enqueue(entry with { Value = default }, time.GetTimestamp() + (entry.LeaseSeconds * time.TimestampFrequency));

    private void Enqueue(LogEntry entry, long due)
    {
        lock (_lock)
        {
            _due.Enqueue(entry, due);
        }
    }

    private LogEntry? TakeDue()
    {
        lock (_lock)
        {
            return _due.TryPeek(out _, out long at) && at <= time.GetTimestamp() ? _due.Dequeue() : null;
        }
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                while (TakeDue() is LogEntry entry && await ExpireAsync(entry))
                {
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The log closes.
        }
    }

    // False ends the round: what is due waits for the next one.
    private async Task<bool> ExpireAsync(LogEntry entry)
    {
        try
        {
            // A key renewed meanwhile is at another revision and stays.
            await log.DeleteAsync(entry.Key, entry.ModRevision, _stop.Token);
            _failing = false;
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Enqueue(entry, time.GetTimestamp());
            if (!_failing)
            {
                _failing = true;
                Log.Failed(logger, entry.Key, fault.Message);
            }

            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "The lease of {Key} ran out, but it could not be deleted: {Fault}; tried again every 5 s")]
        public static partial void Failed(ILogger logger, string key, string fault);
    }
}
