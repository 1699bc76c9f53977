using System.Collections.Concurrent;

namespace Kuscia.Controllers.Durations;

/// <summary>
/// When things began, by the clock as it goes now. Objects record times of the clock; how long something has lasted is measured from when it was first seen here, so
/// that a clock that is set meanwhile makes nothing too old or too young. Thread-safe.
/// </summary>
internal sealed class StartTimes(TimeProvider time)
{
    // Beyond that the clock was set, and did not merely drift.
    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <summary>When it began.</summary>
    /// <param name="key">What it is.</param>
    /// <param name="recorded">As an object tells; another time is another beginning. One of the future counts as now.</param>
    public DateTimeOffset Of(string key, DateTimeOffset recorded)
    {
        DateTimeOffset now = time.GetUtcNow();
        Seen seen = _seen.AddOrUpdate(key, _ => First(recorded, now), (_, known) => known.Recorded == recorded ? known : First(recorded, now));
        return seen.Began(now, time.GetElapsedTime(seen.Timestamp));
    }

    /// <summary>Forgets what is over.</summary>
    public void Forget(string key) => _seen.TryRemove(key, out _);

    private Seen First(DateTimeOffset recorded, DateTimeOffset now) => new(recorded, recorded < now ? now - recorded : TimeSpan.Zero, now, time.GetTimestamp());

    /// <param name="Recorded">As the object tells.</param>
    /// <param name="Age">How long it had lasted when it was seen first.</param>
    /// <param name="SeenAt">When that was.</param>
    /// <param name="Timestamp">The same as a timestamp.</param>
    private sealed record Seen(DateTimeOffset Recorded, TimeSpan Age, DateTimeOffset SeenAt, long Timestamp)
    {
        // While the clock goes as time does, the time told is the recorded one.
        public DateTimeOffset Began(DateTimeOffset now, TimeSpan elapsed) =>
            (now - SeenAt - elapsed).Duration() < Drift ? SeenAt - Age : now - Age - elapsed;
    }
}
