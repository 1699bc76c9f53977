using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Identity;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Kuscia.Hosting.Listeners;

/// <summary>TLS of a listener: 1.2 and 1.3, nothing fetched for a client's certificate.</summary>
/// <param name="Serving">What the listener shows.</param>
public sealed record ListenerTls(ServingCertificate Serving)
{
    /// <summary>How long a handshake may take; default 5 s.</summary>
    public TimeSpan HandshakeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a client may or must show a certificate; default it is not asked.</summary>
    public ClientCertificateMode Clients { get; init; } = ClientCertificateMode.NoCertificate;

    /// <summary>Whether a client's certificate is let in; default every one is, for what it is worth is decided with the request.</summary>
    public Func<X509Certificate2, bool> Admits { get; init; } = static _ => true;

    internal HttpsConnectionAdapterOptions ToOptions() => new()
    {
        ServerCertificate = Serving.Certificate,
        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        HandshakeTimeout = HandshakeLimit,
        CheckCertificateRevocation = false,
        ClientCertificateMode = Clients,
        ClientCertificateValidation = (certificate, _, _) => Admits(certificate),
        OnAuthenticate = (_, tls) =>
        {
            tls.ServerCertificateContext = Serving.Context;
            tls.CertificateChainPolicy = ChainTrust.Bare();
        },
    };
}
