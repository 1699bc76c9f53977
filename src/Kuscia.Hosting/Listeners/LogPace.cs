namespace Kuscia.Hosting.Listeners;

/// <summary>Lets a message through at most once in an interval and counts those held back, so that nobody fills a log from outside. Thread-safe, without locks.</summary>
public sealed class LogPace(TimeSpan interval, TimeProvider time)
{
    private const long Never = long.MinValue;

    private long _last = Never;
    private long _heldBack;

    /// <summary>Whether the message is written now.</summary>
    /// <param name="heldBack">Messages held back since the last one that was written.</param>
    public bool Allows(out long heldBack)
    {
        long last = Volatile.Read(ref _last);
        long now = time.GetTimestamp();
        if ((last != Never && time.GetElapsedTime(last, now) < interval) || Interlocked.CompareExchange(ref _last, now, last) != last)
        {
            Interlocked.Increment(ref _heldBack);
            heldBack = 0;
            return false;
        }

        heldBack = Interlocked.Exchange(ref _heldBack, 0);
        return true;
    }
}
