using System.Net;

namespace Kuscia.Hosting.Telemetry;

/// <summary>Who collects, and where the figures can be read.</summary>
public sealed record TelemetryOptions
{
    /// <summary>The domain of this node.</summary>
    public required string DomainId { get; init; }

    /// <summary>The node's name.</summary>
    public required string InstanceName { get; init; }

    /// <summary>Where the page listens; default loopback, because the figures name partners.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port of the page; 0 takes a free one.</summary>
    public int Port { get; init; } = 9091;

    /// <summary>A taken port ends the start; otherwise the node runs without the page and says so.</summary>
    public bool PortIsRequired { get; init; }
}
