using Kuscia.Gateway.Upstreams;
using Kuscia.Model;

namespace Kuscia.Gateway.Routes;

/// <summary>
/// A lite's way to its master, on which everything else of the lite depends: known from the configuration, not from the API, which is reached by it alone.
/// Thread-safe.
/// </summary>
internal sealed class MasterRoute(string self, MasterOptions options, UpstreamPool pool)
{
    /// <summary>The name by which every master answers.</summary>
    public static readonly string Alias = WellKnownNames.MasterServiceSuffix.Split('.')[1];

    private volatile MasterKnowledge _known = new(null, null);

    /// <summary>Called when the master does not accept the token: another one is to be agreed without the API.</summary>
    public event Action? Lost;

    /// <summary>The master's domain; null until it has been asked.</summary>
    public string? DomainId => _known.DomainId;

    /// <summary>The master's public key (base64 of PEM); null until it is known.</summary>
    public string? PublicKey => _known.PublicKey;

    /// <summary>Name of the DomainRoute whose token is used; null until the master's domain is known.</summary>
    public string? RouteName => _known.DomainId is { } domain ? $"{self}-{domain}" : null;

    /// <summary>The address, for messages.</summary>
    public string Address => options.Endpoint.ToString().TrimEnd('/');

    public UpstreamSpec Spec
    {
        get
        {
            (string? domain, string? key) = _known;
            bool isTls = options.Endpoint.Scheme == Uri.UriSchemeHttps;
            return new UpstreamSpec(options.Endpoint.IdnHost, options.Endpoint.Port)
            {
                Domain = domain ?? Alias,
                Cluster = "service-masterproxy",
                Tls = isTls ? UpstreamTls.Pinned : UpstreamTls.None,
                PinnedKey = isTls ? key : null,
                CaPem = isTls ? options.CaPem : null,
            };
        }
    }

    /// <summary>Connections to the master.</summary>
    public PeerPort Port => new(pool.Get(Spec), options.Endpoint.IdnHost, options.Endpoint.AbsolutePath.TrimEnd('/'));

    /// <summary>Whether requests for this domain go to the master.</summary>
    public bool LeadsTo(string? domain) => domain is not null && (domain == Alias || domain == _known.DomainId);

    /// <summary>Whether this is the route to the master.</summary>
    public bool Is(string routeName) => routeName == RouteName;

    /// <summary>Takes what the master has said of itself.</summary>
    public void Learn(string domain, string? publicKey) => _known = new MasterKnowledge(domain, publicKey);

    /// <summary>Says that the master does not accept the token.</summary>
    public void ReportLoss() => Lost?.Invoke();

    private sealed record MasterKnowledge(string? DomainId, string? PublicKey);
}
