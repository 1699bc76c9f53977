namespace Kuscia.Client.Queues;

/// <summary>An allowance that refills evenly. One that is not used up may be overdrawn, so that no single need is too large for ever. Thread-safe.</summary>
/// <param name="capacity">What is there after a quiet time.</param>
/// <param name="perSecond">What comes back in a second.</param>
/// <param name="time">Measures; the clock is not asked.</param>
public sealed class TokenBucket(double capacity, double perSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _missing;
    private long _at = time.GetTimestamp();

    /// <summary>True when nothing is missing.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                Refill();
                return _missing <= 0;
            }
        }
    }

    /// <summary>How long to wait until one is there; zero when it is.</summary>
    public TimeSpan WaitForOne()
    {
        lock (_lock)
        {
            Refill();
            double lacking = _missing + 1 - capacity;
            return lacking <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(lacking / perSecond);
        }
    }

    /// <summary>Takes an amount.</summary>
    public void Take(double amount)
    {
        lock (_lock)
        {
            Refill();
            _missing += amount;
        }
    }

    // By elapsed time, not by the clock: that may be set back.
    private void Refill()
    {
        long now = time.GetTimestamp();
        _missing = Math.Max(0, _missing - (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
        _at = now;
    }
}
