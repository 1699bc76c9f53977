namespace Kuscia.Runtime.Queues;

/// <summary>Delays between attempts that fail: doubling up to a cap, each shortened by up to a quarter by chance, so that many do not come at once. Not thread-safe.</summary>
/// <param name="first">Delay after the first failure.</param>
/// <param name="longest">The cap.</param>
public sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private const int MaxDoublings = 30;

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; private set; }

    /// <summary>The delay after one more failure.</summary>
    public TimeSpan Next() => After(++Failures, first, longest);

    /// <summary>Begins anew after a success.</summary>
    public void Reset() => Failures = 0;

    /// <summary>The delay after so many failures in a row.</summary>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest)
    {
        double factor = Math.Pow(2, Math.Clamp(failures - 1, 0, MaxDoublings));
        double full = Math.Min(first.TotalMilliseconds * factor, longest.TotalMilliseconds);

        // Timers count whole milliseconds.
        return TimeSpan.FromMilliseconds(Math.Ceiling(full * (1 - (Random.Shared.NextDouble() / 4))));
    }
}
