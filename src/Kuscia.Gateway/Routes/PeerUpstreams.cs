using System.Text;
using Kuscia.Gateway.Upstreams;
using Kuscia.Identity;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Routes;

/// <summary>Turns the endpoint of a route into upstreams.</summary>
internal sealed class PeerUpstreams(GatewayOptions options, DomainIdentity identity, UpstreamPool pool, MasterRoute? master)
{
    /// <summary>The way of a lite to its master; null on nodes with a control plane.</summary>
    public MasterRoute? Master => master;

    /// <summary>The ports of a route's endpoint; null when it has none. A lite's route to its master has that of the configuration.</summary>
    public (PeerPort Http, PeerPort? Grpc)? Ports(DomainRouteSpec spec)
    {
        if (master?.LeadsTo(spec.Destination) == true && string.IsNullOrEmpty(spec.Endpoint?.Host))
        {
            return (master.Port, null);
        }

        List<RoutePort> ports = [.. (spec.Endpoint?.Ports ?? []).Where(p => p.Port is > 0 and <= 65535)];
        if (string.IsNullOrEmpty(spec.Endpoint?.Host) || ports.Count == 0)
        {
            return null;
        }

        RoutePort main = ports.Find(p => p.Protocol != "GRPC") ?? ports[0];
        RoutePort? grpc = ports.Find(p => p.Protocol == "GRPC" && p != main);
        return (Port(spec, main), grpc is null ? null : Port(spec, grpc));
    }

    /// <summary>The upstreams of a route, to be kept open.</summary>
    public IEnumerable<UpstreamSpec> Specs(DomainRouteSpec spec) =>
        Ports(spec) is { } ports ? ports.Grpc is { } grpc ? [ports.Http.Upstream.Spec, grpc.Upstream.Spec] : [ports.Http.Upstream.Spec] : [];

    private PeerPort Port(DomainRouteSpec spec, RoutePort port)
    {
        string host = spec.Endpoint?.Host ?? "";
        UpstreamSpec upstream = new(host, port.Port ?? 0)
        {
            Domain = spec.Destination,
            Cluster = $"{spec.Source}-to-{spec.Destination}-{port.Name}",
            Tls = port.IsTLS != true ? UpstreamTls.None : options.VerifyPeers ? UpstreamTls.Pinned : UpstreamTls.Unverified,
            PinnedKey = port.IsTLS == true ? spec.TokenConfig?.DestinationPublicKey : null,
            CaPem = port.IsTLS == true ? Pem(spec.MTLSConfig?.TlsCA) : null,
            ClientPem = port.IsTLS == true ? ClientPem(spec) : null,
        };
        return new PeerPort(pool.Get(upstream), host, Prefix(port.PathPrefix));
    }

    // The route names a client certificate; its key is given with it, or is the domain key.
    private string? ClientPem(DomainRouteSpec spec)
    {
        string? certificate = Pem(spec.MTLSConfig?.SourceClientCert);
        if (certificate is null)
        {
            return null;
        }

        return certificate + "\n" + (Pem(spec.MTLSConfig?.SourceClientPrivateKey) ?? identity.PrivateKey.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The text behind base64; null when there is none.</summary>
    public static string? Pem(string? base64)
    {
        if (string.IsNullOrEmpty(base64))
        {
            return null;
        }

        Span<byte> buffer = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, buffer, out int written) ? Encoding.UTF8.GetString(buffer[..written]) : null;
    }

    private static string Prefix(string? prefix)
    {
        string trimmed = (prefix ?? "").Trim('/');
        return trimmed.Length == 0 ? "" : "/" + trimmed;
    }
}
