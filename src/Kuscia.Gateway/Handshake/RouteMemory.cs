using Kuscia.Client.Resources;

namespace Kuscia.Gateway.Handshake;

/// <summary>What the supervisor of a route remembers between two looks. Spans are measured, not taken from the clock, which may be set.</summary>
internal sealed class RouteMemory(TimeProvider time)
{
    private long _attempted = time.GetTimestamp();
    private long _confirmed = time.GetTimestamp();
    private TimeSpan _pause = TimeSpan.Zero;

    /// <summary>The specification last seen; a change makes the next attempt due at once.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>Failed attempts since the last success.</summary>
    public int Failures { get; private set; }

    /// <summary>The revision that was last confirmed.</summary>
    public long ConfirmedRevision { get; set; }

    public bool IsDue => Wait == TimeSpan.Zero;

    /// <summary>How long until the partner is asked again.</summary>
    public TimeSpan Wait
    {
        get
        {
            TimeSpan left = _pause - time.GetElapsedTime(_attempted);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The same as a time, for people.</summary>
    public DateTimeOffset NextAttempt => time.GetUtcNow() + Wait;

    /// <summary>Since the partner confirmed the token (or, without token, answered), or since it is watched.</summary>
    public TimeSpan Unconfirmed => time.GetElapsedTime(_confirmed);

    /// <summary>Waits longer after each failure, up to a limit; never gives up.</summary>
    public void Failed(GatewayTiming timing)
    {
        Failures++;
        _attempted = time.GetTimestamp();
        _pause = Backoff.Doubled(Failures, timing.FirstRetry, timing.MaxRetry);
    }

    public void Succeeded(GatewayTiming timing)
    {
        Failures = 0;
        _attempted = _confirmed = time.GetTimestamp();
        _pause = timing.ProbeInterval;
    }

    /// <summary>Asks again after this span at the latest, counted from the last attempt.</summary>
    public void HurryUp(TimeSpan longest) => _pause = _pause < longest ? _pause : longest;

    /// <summary>Begins anew: the next attempt is due at once.</summary>
    public void Reset()
    {
        Failures = 0;
        _pause = TimeSpan.Zero;
    }
}
