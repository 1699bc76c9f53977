namespace Kuscia.Psi.Channels;

/// <summary>How an engine reaches its partner.</summary>
internal sealed record ChannelSettings
{
    /// <summary>The task; both engines must run the same one.</summary>
    public required string TaskId { get; init; }

    /// <summary>Own party name.</summary>
    public required string SelfName { get; init; }

    /// <summary>Partner's party name.</summary>
    public required string PeerName { get; init; }

    /// <summary>Partner's endpoint: a service name of the cluster definition, with a port when it carries one.</summary>
    public required string PeerEndpoint { get; init; }

    /// <summary>host:port of the node's internal gateway listener; null to dial the endpoint itself.</summary>
    public string? GatewayAddress { get; init; }

    /// <summary>How long the partner's engine may take to answer for the first time; default 60 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the partner may be silent afterwards; default 60 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
