using System.Security.Cryptography.X509Certificates;
using Kuscia.Runtime.Certificates;

namespace Kuscia.Api.Http;

/// <summary>How the API proves itself and whom it believes.</summary>
internal sealed class ApiTls(KusciaApiOptions options, DomainIdentity identity)
{
    public bool RequiresClientCertificate => options.Protocol != "TLS";

    public X509Certificate2 ServerCertificate() => ApiCredentials.ServerCertificate(options, identity);

    /// <summary>Any certificate that chains directly to the node CA is accepted, the CA's own pair included (documented contract).</summary>
    public bool IsOfThisNode(X509Certificate2 certificate)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.CustomTrustStore.Add(identity.CaCertificate);
        return chain.Build(certificate);
    }
}
