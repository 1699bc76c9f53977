namespace Kuscia.Gateway;

/// <summary>Intervals of the gateway's own conversations with partners; the defaults are those of the specification.</summary>
public sealed record GatewayTiming
{
    /// <summary>Between two state probes of a route; default 15 s.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Without a successful probe for so long the partner counts as unreachable; default 45 s.</summary>
    public TimeSpan UnreachableAfter { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Without a heartbeat of the source for so long its token counts as timed out; default 30 s.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two heartbeats of the Gateway object; default 15 s.</summary>
    public static TimeSpan GatewayHeartbeat { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Pause after the first failed handshake; doubles up to <see cref="MaxRetry"/>. Default 1 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause between two handshake attempts; default 60 s.</summary>
    public TimeSpan MaxRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Limit of one handshake or probe request; default 10 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the destination waits for a new token to be installed everywhere before it answers; default 8 s, below the 10 s of clients.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromSeconds(8);
}
