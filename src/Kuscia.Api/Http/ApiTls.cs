using Kuscia.Hosting.Listeners;
using Kuscia.Identity;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Kuscia.Api.Http;

/// <summary>How the API proves itself and whom it believes.</summary>
internal static class ApiTls
{
    /// <summary>The TLS of the owner's listener; null with the protocol NOTLS.</summary>
    public static ListenerTls? Of(KusciaApiOptions options, DomainIdentity identity, TimeProvider time)
    {
        if (options.Protocol == "NOTLS")
        {
            return null;
        }

        ListenerTls tls = new(new ServingCertificate(new CertificateRenewal(() => ApiCredentials.ServerCertificate(options, identity, time), time)));
        return options.Protocol == "TLS"
            ? tls
            : tls with
            {
                Clients = ClientCertificateMode.RequireCertificate,
                // Any certificate that chains directly to the node CA is accepted, the CA's own pair included (documented contract).
                Admits = presented => ChainTrust.IsIssuedBy(presented, time.GetUtcNow(), null, identity.CaCertificate),
            };
    }
}
