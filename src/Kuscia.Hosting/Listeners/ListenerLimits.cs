namespace Kuscia.Hosting.Listeners;

/// <summary>How many connections a listener holds at a time, from whom, and how long one may stay that nobody answers for.</summary>
/// <param name="Name">What the listener is, for messages, for example <c>API server</c>.</param>
/// <param name="Divisor">Its part of all descriptors for connections: one in so many.</param>
public sealed record ListenerLimits(string Name, int Divisor)
{
    private const int FewStrangers = 64;

    /// <summary>A listener of little traffic, for example a health port.</summary>
    public static ListenerLimits Small(string name) => new(name, 64);

    /// <summary>Upper bound beside the one that follows from the descriptors; default none.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>When a connection counts as known; default with the first answer other than 401 and 403.</summary>
    public ConnectionTrust Trust { get; init; } = ConnectionTrust.FirstGoodAnswer;

    /// <summary>Only requests with a loopback address or name as Host are answered, none that a browser sends for a foreign page; default false.</summary>
    public bool LocalNamesOnly { get; init; }

    /// <summary>A connection must have sent its first request head (TLS included) after so long; default 10 s.</summary>
    public TimeSpan HeadLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection that nobody answers for, and that has no request under way, ends after so long; default 30 s.</summary>
    public TimeSpan StrangerLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections at a time; 0 before <see cref="Resolved"/>.</summary>
    public int Total { get; private init; }

    /// <summary>Connections from one address: three quarters of all, so that a single machine or proxy never takes the last place.</summary>
    public int PerAddress => Total - (Total / 4);

    /// <summary>Connections that nobody answers for yet.</summary>
    public int Strangers => Math.Min(Total, Math.Max(FewStrangers, Total / 4));

    /// <summary>The same from one address.</summary>
    public int StrangersPerAddress => Math.Min(Total, Math.Max(FewStrangers, Total / 8));

    /// <summary>The limits with the figures that follow from the descriptors of this process.</summary>
    public ListenerLimits Resolved() => this with { Total = Math.Min(MaxConnections, Math.Max(1, DescriptorLimit.ForConnections() / Divisor)) };
}
