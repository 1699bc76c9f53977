using System.Net;

namespace Kuscia.Api;

/// <summary>How KusciaAPI is served.</summary>
public sealed record KusciaApiOptions
{
    /// <summary>The own domain.</summary>
    public required string DomainId { get; init; }

    /// <summary>Address to listen on; default all.</summary>
    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>HTTP port; default 8082, 0 picks a free one.</summary>
    public int Port { get; init; } = 8082;

    /// <summary>Transport: NOTLS, TLS or MTLS (default).</summary>
    public string Protocol { get; init; } = "MTLS";

    /// <summary>Folder of the certificates and the token.</summary>
    public required string CertsDirectory { get; init; }

    /// <summary>Further names and addresses of the server certificate.</summary>
    public IReadOnlyList<string> ExtraNames { get; init; } = [];

    /// <summary>Version text of <c>/version</c>.</summary>
    public string Version { get; init; } = "0.1.0";

    /// <summary>Largest request body in bytes; default 4 MiB.</summary>
    public long MaxRequestBytes { get; init; } = 4L << 20;

    /// <summary>On an autonomy node the initiator of a job must be the own domain.</summary>
    public bool InitiatorMustBeOwnDomain { get; init; } = true;
}
