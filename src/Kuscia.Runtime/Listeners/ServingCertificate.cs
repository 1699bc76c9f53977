using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Runtime.Listeners;

/// <summary>
/// The certificate that a listener shows now. Another one may take its place while the listener serves: connections that stand keep theirs, new ones get the new
/// one. Thread-safe.
/// </summary>
public sealed class ServingCertificate(X509Certificate2 certificate)
{
    private volatile Shown _shown = new(certificate);

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Certificate => _shown.Certificate;

    /// <summary>What handshakes use: made once per certificate, for it builds the chain.</summary>
    internal SslStreamCertificateContext Context => _shown.Context;

    /// <summary>Shows another certificate from now on.</summary>
    public void Replace(X509Certificate2 next) => _shown = new Shown(next);

    private sealed class Shown(X509Certificate2 certificate)
    {
        public X509Certificate2 Certificate { get; } = certificate;

        public SslStreamCertificateContext Context { get; } = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
    }
}
