namespace Kuscia.Client.Resources;

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
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest) =>
        // Timers count whole milliseconds.
        TimeSpan.FromMilliseconds(Math.Ceiling(Doubled(failures, first, longest).TotalMilliseconds * (1 - (Random.Shared.NextDouble() / 4))));

    /// <summary>The same without chance, where the delay is told to people or tested by them: <paramref name="first"/>, twice that, and so on up to the cap.</summary>
    public static TimeSpan Doubled(int failures, TimeSpan first, TimeSpan longest) =>
        TimeSpan.FromTicks((long)Math.Min(first.Ticks * Math.Pow(2, Math.Clamp(failures - 1, 0, MaxDoublings)), longest.Ticks));
}
