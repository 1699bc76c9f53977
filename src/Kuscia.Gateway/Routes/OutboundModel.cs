using Kuscia.Gateway.Upstreams;

namespace Kuscia.Gateway.Routes;

/// <summary>How requests for one partner domain leave.</summary>
internal sealed record OutboundModel
{
    /// <summary>Name of the DomainRoute whose endpoint and token are used (of the first hop for a transit).</summary>
    public required string RouteName { get; init; }

    /// <summary>The domain the requests are for.</summary>
    public required string Destination { get; init; }

    /// <summary>Token of the first hop, or <c>noop</c>.</summary>
    public required string Token { get; init; }

    /// <summary>Where HTTP goes.</summary>
    public required PeerPort Http { get; init; }

    /// <summary>Where gRPC goes when the route has a port of its own for it.</summary>
    public PeerPort? Grpc { get; init; }

    public PeerPort PortFor(string? contentType) =>
        Grpc is { } grpc && contentType is not null && contentType.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) ? grpc : Http;
}

/// <summary>One port of a partner's endpoint.</summary>
/// <param name="Upstream">Connections to it.</param>
/// <param name="Host">Value of the Host header: the endpoint's host without port.</param>
/// <param name="PathPrefix">Begins with a slash and does not end with one; empty for none.</param>
internal sealed record PeerPort(Upstream Upstream, string Host, string PathPrefix);
