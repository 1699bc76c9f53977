using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Identity;

/// <summary>
/// Trust in authorities that are named, and in no others: nothing is fetched for a chain, for what a stranger's certificate points to is not ours to ask, and no
/// revocation list is looked up, for the authorities of nodes have none (RFC 5280, section 6.1).
/// </summary>
public static class ChainTrust
{
    /// <summary>The purpose of a client's certificate (RFC 5280, section 4.2.1.12).</summary>
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>The policy of a connection that trusts these authorities alone.</summary>
    public static X509ChainPolicy PolicyOf(params ReadOnlySpan<X509Certificate2> authorities)
    {
        X509ChainPolicy policy = Bare();
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        foreach (X509Certificate2 authority in authorities)
        {
            policy.CustomTrustStore.Add(authority);
        }

        return policy;
    }

    /// <summary>The policy of a connection whose other end is judged later, by its route or by its request: nothing is fetched for it.</summary>
    public static X509ChainPolicy Bare() => new() { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };

    /// <summary>Whether a certificate chains to one of the authorities at a time; for a purpose when one is given.</summary>
    public static bool IsIssuedBy(X509Certificate2 certificate, DateTimeOffset now, string? purpose, params ReadOnlySpan<X509Certificate2> authorities)
    {
        using X509Chain chain = new();
        chain.ChainPolicy = PolicyOf(authorities);
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        if (purpose is not null)
        {
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(purpose));
        }

        return chain.Build(certificate);
    }

    /// <summary>Settings of a client that trusts one authority and expects a name.</summary>
    public static SslClientAuthenticationOptions Client(X509Certificate2 authority, string host, X509Certificate2? own = null) => new()
    {
        TargetHost = host,
        CertificateChainPolicy = PolicyOf(authority),
        ClientCertificates = own is null ? null : [own],
    };
}
