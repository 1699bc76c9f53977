using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Identity;

/// <summary>What a certificate issued by the node's CA shall say.</summary>
public sealed record CertificateRequestSpec
{
    /// <summary>Subject CN.</summary>
    public required string CommonName { get; init; }

    /// <summary>Subject OU; null for none.</summary>
    public string? OrganizationalUnit { get; init; }

    /// <summary>Subject C, two letters; null for none.</summary>
    public string? Country { get; init; }

    /// <summary>Subject O; null for none.</summary>
    public string? Organization { get; init; }

    /// <summary>Subject L; null for none.</summary>
    public string? Locality { get; init; }

    /// <summary>Subject ST; null for none.</summary>
    public string? Province { get; init; }

    /// <summary>Subject street; null for none.</summary>
    public string? StreetAddress { get; init; }

    /// <summary>DNS names of the SAN extension.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>IP addresses of the SAN extension.</summary>
    public IReadOnlyList<IPAddress> IpAddresses { get; init; } = [];

    /// <summary>Usable by a TLS server.</summary>
    public bool Server { get; init; }

    /// <summary>Usable by a TLS client.</summary>
    public bool Client { get; init; }

    /// <summary>Life time from now; default 10 years.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromDays(3650);
}

/// <summary>A certificate with its private key, ready for use and as PEM texts.</summary>
public sealed record IssuedCertificate(X509Certificate2 Certificate, string CertificatePem, string PrivateKeyPem);
