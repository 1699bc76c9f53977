using System.Collections.Concurrent;

namespace Kuscia.Gateway.Handshake;

/// <summary>
/// When each source last showed that it holds the token in force. A sign of life without the token is none, whoever sends it: partners that send none are not
/// watched. Kept in memory; thread-safe.
/// </summary>
internal sealed class HeartbeatBook(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Heartbeat> _beats = new(StringComparer.Ordinal);

    /// <summary>Called with the name of the DomainRoute at each heartbeat.</summary>
    public event Action<string>? HeartbeatReceived;

    public Heartbeat? Last(string routeName) => _beats.GetValueOrDefault(routeName);

    public void Beat(string routeName, long revision)
    {
        _beats[routeName] = new Heartbeat(revision, time.GetUtcNow(), time.GetTimestamp());
        HeartbeatReceived?.Invoke(routeName);
    }

    public void Forget(string routeName) => _beats.TryRemove(routeName, out _);
}

/// <summary>One sign of life of a source.</summary>
/// <param name="Revision">Of the token shown.</param>
/// <param name="At">For people.</param>
/// <param name="Timestamp">For measuring how long ago it was.</param>
internal sealed record Heartbeat(long Revision, DateTimeOffset At, long Timestamp);
