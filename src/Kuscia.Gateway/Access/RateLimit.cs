namespace Kuscia.Gateway.Access;

/// <summary>
/// Lets so many through a second after a burst, without locks: the only state is the time at which the next one would come if all came evenly (generic cell rate
/// algorithm, ITU-T I.371). Thread-safe; a change of the clock does not touch it.
/// </summary>
internal sealed class RateLimit(double perSecond, int burst, TimeProvider time)
{
    private readonly long _interval = (long)(time.TimestampFrequency / perSecond);
    private readonly long _tolerance = (long)(time.TimestampFrequency / perSecond * burst);
    private long _next = time.GetTimestamp();

    /// <summary>Whether nothing of the burst is used up.</summary>
    public bool IsRested => Volatile.Read(ref _next) <= time.GetTimestamp();

    /// <summary>Takes one; false when none is left.</summary>
    public bool Allows()
    {
        while (true)
        {
            long next = Volatile.Read(ref _next);
            long now = time.GetTimestamp();
            long after = Math.Max(next, now) + _interval;
            if (after - now > _tolerance)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _next, after, next) == next)
            {
                return true;
            }
        }
    }
}
