using System.Globalization;
using Kuscia.Gateway.Upstreams;
using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Gateway.Routes;

/// <summary>Turns Services and their Endpoints into what the gateway publishes.</summary>
internal sealed class ServiceModels(UpstreamPool pool)
{
    public IEnumerable<ServiceModel> Build(IReadOnlyCollection<Service> services, IReadOnlyCollection<Endpoints> endpoints)
    {
        Dictionary<string, Endpoints> byName = endpoints.ToDictionary(e => e.Metadata.Name ?? "", StringComparer.Ordinal);
        return services.Select(s => Model(s, byName.GetValueOrDefault(s.Metadata.Name ?? ""))).OfType<ServiceModel>().ToList();
    }

    private ServiceModel? Model(Service service, Endpoints? endpoints)
    {
        string protocol = service.Metadata.Annotation(WellKnownAnnotations.Protocol) is { Length: > 0 } given ? given : "HTTP";
        if (protocol is not ("HTTP" or "HTTPS" or "GRPC" or "GRPCS"))
        {
            return null;
        }

        UpstreamTls tls = protocol.EndsWith('S') ? UpstreamTls.Unverified : UpstreamTls.None;
        return new ServiceModel
        {
            Name = service.Metadata.Name ?? "",
            OwnDomainOnly = service.Metadata.Label(WellKnownLabels.PortScope) == WellKnownNames.DomainScope,
            AccessDomains = (service.Metadata.Annotation(WellKnownAnnotations.AccessDomain) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Http2 = protocol.StartsWith("GRPC", StringComparison.Ordinal),
            ClientAffinity = service.Spec?.SessionAffinity == "ClientIP",
            StickyCookie = service.Metadata.Annotation(WellKnownAnnotations.StickySessionCookie),
            StickySeconds = Seconds(service.Metadata.Annotation(WellKnownAnnotations.StickySessionTtl)),
            Endpoints = [.. Addresses(service, endpoints).Distinct().Order().Select(a => Endpoint(a, tls))],
        };
    }

    private static IEnumerable<(string Host, int Port)> Addresses(Service service, Endpoints? endpoints)
    {
        if (service.Spec?.Type == "ExternalName")
        {
            string? host = service.Spec.ExternalName;
            return string.IsNullOrEmpty(host) ? [] : (service.Spec.Ports ?? []).Select(p => (host, p.Port));
        }

        return from subset in endpoints?.Subsets ?? []
               from address in subset.Addresses ?? []
               from port in subset.Ports ?? []
               where !string.IsNullOrEmpty(address.Ip) && port.Port is > 0 and <= 65535
               select (address.Ip, port.Port);
    }

    private ServiceEndpoint Endpoint((string Host, int Port) address, UpstreamTls tls)
    {
        Upstream upstream = pool.Get(new UpstreamSpec(address.Host, address.Port) { Tls = tls });
        return new ServiceEndpoint(upstream, upstream.Spec.Authority);
    }

    // Whole seconds, also with the unit behind them as serving deployments write it ("86400s").
    private static int Seconds(string? text) =>
        int.TryParse((text ?? "").TrimEnd('s'), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0 ? seconds : 3600;
}
