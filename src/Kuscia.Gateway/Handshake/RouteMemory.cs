namespace Kuscia.Gateway.Handshake;

/// <summary>What the supervisor of a route remembers between two looks.</summary>
internal sealed class RouteMemory
{
    /// <summary>The specification last seen; a change makes the next attempt due at once.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>Failed attempts since the last success.</summary>
    public int Failures { get; set; }

    /// <summary>Not before this time is the partner asked again.</summary>
    public DateTimeOffset NextAttempt { get; set; }

    /// <summary>Last time the partner confirmed the token (or, without token, answered); start of the watch before.</summary>
    public DateTimeOffset LastConfirmed { get; set; }

    /// <summary>The revision that was last confirmed.</summary>
    public long ConfirmedRevision { get; set; }

    public bool IsDue(DateTimeOffset now) => now >= NextAttempt;

    /// <summary>Waits longer after each failure, up to a limit; never gives up.</summary>
    public void Failed(DateTimeOffset now, GatewayTiming timing)
    {
        double factor = Math.Pow(2, Math.Min(Failures, 16));
        Failures++;
        NextAttempt = now + TimeSpan.FromTicks((long)Math.Min(timing.FirstRetry.Ticks * factor, timing.MaxRetry.Ticks));
    }

    public void Succeeded(DateTimeOffset now, GatewayTiming timing)
    {
        Failures = 0;
        LastConfirmed = now;
        NextAttempt = now + timing.ProbeInterval;
    }
}
