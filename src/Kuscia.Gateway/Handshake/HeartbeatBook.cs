using System.Collections.Concurrent;

namespace Kuscia.Gateway.Handshake;

/// <summary>When each source last showed that it holds the token in force. Kept in memory; thread-safe.</summary>
internal sealed class HeartbeatBook(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Heartbeat> _beats = new(StringComparer.Ordinal);

    /// <summary>Called with the name of the DomainRoute at each heartbeat.</summary>
    public event Action<string>? Beaten;

    public Heartbeat? Last(string routeName) => _beats.GetValueOrDefault(routeName);

    public void Beat(string routeName, long revision, bool proven)
    {
        Heartbeat? last = Last(routeName);
        if (!proven && last is { Proven: true } && last.Revision == revision)
        {
            return;
        }

        _beats[routeName] = new Heartbeat(revision, time.GetUtcNow(), proven);
        Beaten?.Invoke(routeName);
    }

    public void Forget(string routeName) => _beats.TryRemove(routeName, out _);
}

/// <summary>One sign of life of a source.</summary>
internal sealed record Heartbeat(long Revision, DateTimeOffset At, bool Proven);
