using System.Collections.Concurrent;
using Kuscia.Hosting.Listeners;

namespace Kuscia.Gateway.Access;

/// <summary>
/// One partner's admission: what it holds now, and the end of it. Lives as long as the DomainRoute that lets the partner in and its tokens go on; when that is over,
/// every connection it holds is ended. Thread-safe; the way of a request has no locks.
/// </summary>
internal sealed class PartnerShare(string source, PartnerLimits limits, int connections, TimeProvider time)
{
    private readonly ConcurrentDictionary<ConnectionStanding, bool> _connections = new();
    private readonly RateLimit _control = new(limits.ControlRate, limits.ControlBurst, time);
    private readonly RateLimit _lines = new(PartnerLimits.AccessLines, PartnerLimits.AccessLines * 5, time);
    private int _connectionCount;
    private int _requests;
    private int _controlRequests;
    private int _watches;
    private bool _isEnded;

    /// <summary>Paces the warnings about this partner.</summary>
    public LogPace Warnings { get; } = new(TimeSpan.FromSeconds(10), time);

    public string Source => source;

    /// <summary>Connections it may hold.</summary>
    public int Connections => connections;

    public bool IsEnded => Volatile.Read(ref _isEnded);

    /// <summary>Takes over the connection; false when the partner has too many. What arrives on it ends with the partner's admission.</summary>
    /// <param name="standing">The connection.</param>
    /// <param name="isMultiplexed">Several requests share it at a time (HTTP/2).</param>
    public bool Owns(ConnectionStanding standing, bool isMultiplexed)
    {
        if (ReferenceEquals(standing.Owner, this) || _connections.ContainsKey(standing))
        {
            standing.Owner = this;
            return true;
        }

        if (Interlocked.Increment(ref _connectionCount) > connections)
        {
            Interlocked.Decrement(ref _connectionCount);
            return false;
        }

        if (_connections.TryAdd(standing, isMultiplexed))
        {
            standing.OnClosed(Left);
        }
        else
        {
            Interlocked.Decrement(ref _connectionCount);
        }

        standing.Owner = this;
        standing.Vouch();
        if (IsEnded)
        {
            // The admission ended between the check of the token and here.
            standing.Abort("the partner is no longer admitted");
        }

        return true;
    }

    /// <summary>Takes the place of a request; null when there is one, else the limit that is reached.</summary>
    public string? Begin()
    {
        if (Interlocked.Increment(ref _requests) <= limits.Requests)
        {
            return null;
        }

        Interlocked.Decrement(ref _requests);
        return $"{limits.Requests} requests under way";
    }

    public void End() => Interlocked.Decrement(ref _requests);

    /// <summary>Takes the place of a request to the control plane; null when there is one, else the limit that is reached.</summary>
    public string? BeginControl(bool isWatch)
    {
        if (!_control.Allows())
        {
            return $"{limits.ControlRate} requests a second to the control plane";
        }

        if (Interlocked.Increment(ref _controlRequests) > PartnerLimits.ControlRequests)
        {
            Interlocked.Decrement(ref _controlRequests);
            return $"{PartnerLimits.ControlRequests} requests under way to the control plane";
        }

        if (isWatch && Interlocked.Increment(ref _watches) > limits.Watches)
        {
            EndControl(isWatch: true);
            return $"{limits.Watches} watches";
        }

        return null;
    }

    public void EndControl(bool isWatch)
    {
        Interlocked.Decrement(ref _controlRequests);
        if (isWatch)
        {
            Interlocked.Decrement(ref _watches);
        }
    }

    /// <summary>Whether a line of the access log is left.</summary>
    public bool AllowsLine() => _lines.Allows();

    /// <summary>Ends the admission: nothing new begins on the connections, and what is under way on them ends.</summary>
    public void EndAll(string reason)
    {
        Volatile.Write(ref _isEnded, true);
        foreach ((ConnectionStanding standing, bool isMultiplexed) in _connections)
        {
            // A proxy in front may use one connection for several partners, one after the other: it is ended for the one it works for now.
            if (isMultiplexed || ReferenceEquals(standing.Owner, this))
            {
                standing.Abort(reason);
            }
        }
    }

    private void Left(ConnectionStanding standing)
    {
        if (_connections.TryRemove(standing, out _))
        {
            Interlocked.Decrement(ref _connectionCount);
        }
    }
}
