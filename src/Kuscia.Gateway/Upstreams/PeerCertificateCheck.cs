using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Identity;

namespace Kuscia.Gateway.Upstreams;

/// <summary>Decides whether a server certificate belongs to the upstream meant.</summary>
internal static class PeerCertificateCheck
{
    // Clocks of two institutions differ; a certificate made a moment ago must be usable.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    /// <summary>Null when the certificate is right, else the fault with its cure.</summary>
    public static (string Reason, string Message)? Fault(X509Certificate2? certificate, UpstreamSpec spec, DateTimeOffset now)
    {
        if (spec.Tls == UpstreamTls.Unverified)
        {
            return null;
        }

        if (certificate is null)
        {
            return ("NoCertificate", $"{spec} showed no certificate");
        }

        return DateFault(certificate, spec, now) ?? (spec.Tls == UpstreamTls.Authority ? ChainFault(certificate, spec, now) : PinFault(certificate, spec, now));
    }

    private static (string, string)? DateFault(X509Certificate2 certificate, UpstreamSpec spec, DateTimeOffset now)
    {
        if (certificate.NotAfter.ToUniversalTime() < now.UtcDateTime)
        {
            return ("CertificateExpired", $"the certificate that {spec} shows ({certificate.Subject}) expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm}Z; its owner must renew it");
        }

        return certificate.NotBefore.ToUniversalTime() > (now + ClockTolerance).UtcDateTime
            ? ("CertificateNotYetValid", $"the certificate that {spec} shows ({certificate.Subject}) is valid only from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm}Z; compare the clocks of both nodes")
            : null;
    }

    private static (string, string)? ChainFault(X509Certificate2 certificate, UpstreamSpec spec, DateTimeOffset now) =>
        !ChainsTo(certificate, spec.CaPem, now) ? ("CertificateUntrusted", $"the certificate that {spec} shows ({certificate.Subject}) is not issued by the expected CA")
        : !certificate.MatchesHostname(spec.Host) ? ("CertificateForOtherHost", $"the certificate that {spec} shows ({certificate.Subject}) does not name {spec.Host}")
        : null;

    private static (string, string)? PinFault(X509Certificate2 certificate, UpstreamSpec spec, DateTimeOffset now)
    {
        using RSA? registered = PublicKeys.Read(spec.PinnedKey);
        if (registered is null)
        {
            return spec.CaPem is null ? null : ChainFault(certificate, spec, now);
        }

        if (CertificateSignature.IsSignedBy(certificate, registered) || Carries(certificate, registered) || (spec.CaPem is not null && ChainsTo(certificate, spec.CaPem, now)))
        {
            return null;
        }

        string cure = certificate.Subject.Contains("KusciaAPI", StringComparison.Ordinal)
            ? "the port is that of KusciaAPI (8082), not of the gateway (1080); correct the endpoint of the route"
            : $"register the partner's current domain.crt in Domain {spec.Domain}, or correct the endpoint if it is another node, or give the CA of a proxy in between in mTLSConfig.tlsCA";
        return ("CertificateForeign", $"the certificate that {spec} shows (subject {certificate.Subject}, issuer {certificate.Issuer}) is not signed with the key registered for domain {spec.Domain}; {cure}");
    }

    /// <summary>Whether the certificate is about that very key.</summary>
    public static bool Carries(X509Certificate2 certificate, RSA registered)
    {
        using RSA? shown = certificate.GetRSAPublicKey();
        return shown is not null && shown.ExportRSAPublicKey().AsSpan().SequenceEqual(registered.ExportRSAPublicKey());
    }

    /// <summary>Whether the certificate chains to the CA at that time.</summary>
    public static bool ChainsTo(X509Certificate2 certificate, string? caPem, DateTimeOffset now)
    {
        if (caPem is null)
        {
            return false;
        }

        using X509Certificate2 ca = X509Certificate2.CreateFromPem(caPem);
        return ChainTrust.IsIssuedBy(certificate, now, null, ca);
    }
}
