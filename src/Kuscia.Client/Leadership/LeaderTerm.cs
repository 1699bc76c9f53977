namespace Kuscia.Client.Leadership;

/// <summary>One time in which this instance leads. It ends when the Lease was not renewed in time, by the monotonic clock, whatever holds up the renewal. Thread-safe.</summary>
public sealed class LeaderTerm : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _renewedAt;
    private int _working;
    private bool _over;

    /// <param name="identity">The holder.</param>
    /// <param name="transitions">Number of the term.</param>
    /// <param name="renewedAt">Timestamp before the Lease was written.</param>
    /// <param name="deadline">How long that counts; infinite when nobody else can lead.</param>
    /// <param name="time">The clock.</param>
    internal LeaderTerm(string identity, int transitions, long renewedAt, TimeSpan deadline, TimeProvider time)
    {
        Identity = identity;
        Transitions = transitions;
        _deadline = deadline;
        _time = time;
        _timer = time.CreateTimer(static term => ((LeaderTerm)term!).End(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan); // not null: this
        Ended = _end.Token;
        Renewed(renewedAt);
    }

    /// <summary>The holder of the Lease in this term.</summary>
    public string Identity { get; }

    /// <summary>How often the Lease had changed hands; with the identity it names the term.</summary>
    public int Transitions { get; }

    /// <summary>Cancelled when the term ends.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Completes when the term ends.</summary>
    public Task Ending => _ended.Task;

    /// <summary>True while this instance leads: also right after the process stood still for a time, before the timer knows.</summary>
    public bool IsHeld =>
        !Ended.IsCancellationRequested && (_deadline == Timeout.InfiniteTimeSpan || _time.GetElapsedTime(Volatile.Read(ref _renewedAt)) < _deadline);

    /// <summary>Ends the term. Its token may still be looked at, so what made it is left to the collector.</summary>
    public void Dispose() => End();

    /// <summary>The Lease was written by a call that began at this timestamp.</summary>
    internal void Renewed(long began)
    {
        lock (_gate)
        {
            if (_over || _deadline == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            Volatile.Write(ref _renewedAt, began);
            TimeSpan left = _deadline - _time.GetElapsedTime(began);
            _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Begins work of this term; false when it is over.</summary>
    internal bool TryEnter()
    {
        lock (_gate)
        {
            _working += _over ? 0 : 1;
            return !_over;
        }
    }

    /// <summary>Ends work of this term.</summary>
    internal void Leave()
    {
        lock (_gate)
        {
            _working--;
            SetIdle();
        }
    }

    /// <summary>Ends the term.</summary>
    internal void End()
    {
        lock (_gate)
        {
            if (_over)
            {
                return;
            }

            _over = true;
            SetIdle();
        }

        _timer.Dispose();
        _end.Cancel();
        _ended.TrySetResult();
    }

    /// <summary>Completes when the term is over and no work of it is left.</summary>
    internal Task IdleAsync() => _idle.Task;

    private void SetIdle()
    {
        if (_over && _working == 0)
        {
            _idle.TrySetResult();
        }
    }
}
