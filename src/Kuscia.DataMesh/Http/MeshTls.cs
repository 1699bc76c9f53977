using System.Net;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Hosting.Listeners;
using Kuscia.Identity;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Kuscia.DataMesh.Http;

/// <summary>Mutual TLS of DataMesh: the certificate is issued at each start, clients are those of the node's CA.</summary>
internal static class MeshTls
{
    /// <summary>The TLS of the listener; null when it is switched off.</summary>
    public static ListenerTls? Of(DataMeshOptions options, DomainIdentity identity, TimeProvider time) =>
        options.DisableTls
            ? null
            : new ListenerTls(Serving(options, identity, time))
            {
                Clients = ClientCertificateMode.RequireCertificate,
                // Any certificate of the node's CA may call, the CA's own pair included (as the guides' curl lines use it).
                Admits = presented => ChainTrust.IsIssuedBy(presented, time.GetUtcNow(), null, identity.CaCertificate, identity.DomainCertificate),
            };

    private static ServingCertificate Serving(DataMeshOptions options, DomainIdentity identity, TimeProvider time)
    {
        X509Certificate2 present = Issue(options, identity);
        return new ServingCertificate(present, new CertificateRenewal(() => CertificatePair.IsYoung(present, time.GetUtcNow()) ? present : present = Issue(options, identity), time));
    }

    private static X509Certificate2 Issue(DataMeshOptions options, DomainIdentity identity)
    {
        List<string> names = ["datamesh", "localhost"];
        string machine = Environment.MachineName.ToLowerInvariant();
        if (Uri.CheckHostName(machine) == UriHostNameType.Dns)
        {
            names.Add(machine);
        }

        List<IPAddress> addresses = [IPAddress.Loopback];
        if (IPAddress.TryParse(options.HostAddress, out IPAddress? host) && !IPAddress.Loopback.Equals(host))
        {
            addresses.Add(host);
        }

        return identity.Issue(new CertificateRequestSpec { CommonName = "DataMesh", DnsNames = [.. names.Distinct()], IpAddresses = addresses, Server = true }).Certificate;
    }
}
