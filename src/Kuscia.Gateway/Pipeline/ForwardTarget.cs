using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Upstreams;

namespace Kuscia.Gateway.Pipeline;

/// <summary>Where a request goes and what is set on it. Header changes overwrite; a null value removes.</summary>
internal sealed record ForwardTarget
{
    public required Upstream Upstream { get; init; }

    /// <summary>Value of the Host header.</summary>
    public required string Host { get; init; }

    /// <summary>Put before the path; empty or beginning with a slash.</summary>
    public string PathPrefix { get; init; } = "";

    /// <summary>True: HTTP/2; false: HTTP/1.1; null: what the caller speaks.</summary>
    public bool? Http2 { get; init; }

    /// <summary>Bandwidth it must keep to; null for none.</summary>
    public BandwidthLimit? Limit { get; init; }

    /// <summary>Headers to overwrite, or to remove where the value is null.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Headers { get; init; } = [];
}
