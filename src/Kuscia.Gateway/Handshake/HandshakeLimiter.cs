namespace Kuscia.Gateway.Handshake;

/// <summary>
/// Bounds what a stranger can cause: each claimed source may start a burst of handshakes and then one per interval; all together a larger burst. Thread-safe.
/// </summary>
internal sealed class HandshakeLimiter(TimeProvider time)
{
    private const double Burst = 10;
    private const double PerSecond = 0.5;
    private const int MaxSources = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Left, DateTimeOffset At)> _buckets = new(StringComparer.Ordinal);

    public bool Allows(string source)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            (double left, DateTimeOffset at) = _buckets.TryGetValue(source, out (double Left, DateTimeOffset At) known) ? known : (Burst, now);
            left = Math.Min(Burst, left + Math.Max(0, (now - at).TotalSeconds) * PerSecond);
            if (_buckets.Count >= MaxSources && !_buckets.ContainsKey(source))
            {
                return false;
            }

            _buckets[source] = (left < 1 ? left : left - 1, now);
            return left >= 1;
        }
    }
}
