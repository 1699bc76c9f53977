using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Gateway;

/// <summary>How the external listener is protected (config key <c>protocol</c>).</summary>
public enum ExternalProtocol
{
    /// <summary>Clear text.</summary>
    NoTls,

    /// <summary>TLS with the certificate that the node's CA issued. Whether a partner must show a certificate is a matter of its route (<c>authenticationType: MTLS</c>).</summary>
    Tls,
}

/// <summary>Everything the gateway of a node needs to know. Ports may be 0: any free port.</summary>
public sealed record GatewayOptions
{
    /// <summary>The own domain.</summary>
    public required string DomainId { get; init; }

    /// <summary>Name of this gateway instance (the Gateway object), lower case; default: the host name.</summary>
    public string InstanceName { get; init; } = Environment.MachineName.ToLowerInvariant();

    /// <summary>True on master and autonomy nodes, which publish the API server and KusciaAPI; false on a lite.</summary>
    public bool OwnsControlPlane { get; init; } = true;

    /// <summary>The master of a lite; null on nodes with a control plane of their own.</summary>
    public MasterOptions? Master { get; init; }

    /// <summary>Address under which other replicas of the domain reach this instance.</summary>
    public string HostAddress { get; init; } = "127.0.0.1";

    /// <summary>Bind address of the external listener; default all addresses.</summary>
    public string ExternalAddress { get; init; } = "0.0.0.0";

    /// <summary>Port of the external listener, default 1080.</summary>
    public int ExternalPort { get; init; } = 1080;

    /// <summary>Protection of the external listener.</summary>
    public ExternalProtocol ExternalProtocol { get; init; } = ExternalProtocol.Tls;

    /// <summary>A certificate (with private key) to show instead of the generated one; null generates.</summary>
    public X509Certificate2? ExternalCertificate { get; init; }

    /// <summary>Further DNS names or IP addresses of the generated certificate.</summary>
    public IReadOnlyList<string> ExternalNames { get; init; } = [];

    /// <summary>Bind address of the internal listener; whoever reaches it speaks as this domain. Default loopback.</summary>
    public string InternalAddress { get; init; } = "127.0.0.1";

    /// <summary>Port of the internal listener, default 80.</summary>
    public int InternalPort { get; init; } = 80;

    /// <summary>Port of the admin listener on loopback (<c>/ready</c>); null switches it off.</summary>
    public int? AdminPort { get; init; }

    /// <summary>Port of the own API server on loopback (HTTPS); null publishes none.</summary>
    public int? ApiServerPort { get; init; }

    /// <summary>CA that the API server's certificate must chain to.</summary>
    public X509Certificate2? ApiServerCa { get; init; }

    /// <summary>Port of KusciaAPI's internal listener on loopback; null publishes none.</summary>
    public int? KusciaApiInternalPort { get; init; }

    /// <summary>Regular expressions of which one must match the whole path of a request to the API server; empty allows all.</summary>
    public IReadOnlyList<string> ApiWhitelist { get; init; } = [];

    /// <summary>A stream on which nothing moves for so long is ended; default 60 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Limit for connecting to any upstream; default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Folder of the persistent external certificate and key.</summary>
    public required string CertificatesDirectory { get; init; }

    /// <summary>Folder of the access logs <c>internal.log</c> and <c>external.log</c>; null writes none.</summary>
    public string? AccessLogDirectory { get; init; }

    /// <summary>Whether the partner's TLS certificate must be signed with the partner's registered domain key; default true.</summary>
    public bool VerifyPeers { get; init; } = true;

    /// <summary>Connections each listener accepts at a time at most, whatever the limit of open files allows; default 32768.</summary>
    public int MaxConnections { get; init; } = 32768;

    /// <summary>Largest total of request headers in bytes; default 60 KiB.</summary>
    public const int MaxHeaderBytes = 60 * 1024;

    /// <summary>Largest number of request headers; default 100.</summary>
    public const int MaxHeaderCount = 100;

    /// <summary>A request's head must be complete so long after its first byte, and a handshake's body so long after its head; default 10 s.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Parallel connections to one upstream address; default 1024.</summary>
    public int MaxConnectionsPerUpstream { get; init; } = 1024;

    /// <summary>What one partner may hold or use at a time.</summary>
    public PartnerLimits Partners { get; init; } = new();

    /// <summary>Version that the 401 answer and the Gateway object show.</summary>
    public string Version { get; init; } = "0.1.0";

    /// <summary>Timing of handshakes, probes and heartbeats; tests shorten it.</summary>
    public GatewayTiming Timing { get; init; } = new();
}
