using System.Security.Cryptography.X509Certificates;
using Kuscia.Hosting.Listeners;

namespace Kuscia.ApiServer.Certificates;

/// <summary>The server's certificates: two authorities (servers, clients), the server's own and the administrator's.</summary>
internal sealed class ServerCertificates : IDisposable
{
    /// <summary>Name of the files of the servers' authority.</summary>
    public const string Servers = "server-ca";

    /// <summary>Name of the files of the clients' authority.</summary>
    public const string Clients = "client-ca";

    private static readonly string[] AlwaysServed =
    [
        "localhost", "127.0.0.1", "::1", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "apiserver.master.svc",
    ];

    private ServerCertificates(CertificateAuthority serverAuthority, CertificateAuthority clientAuthority, ServingCertificate server, X509Certificate2 administrator)
    {
        ServerAuthority = serverAuthority;
        ClientAuthority = clientAuthority;
        Server = server;
        Administrator = administrator;
    }

    public CertificateAuthority ServerAuthority { get; }
    public CertificateAuthority ClientAuthority { get; }
    public ServingCertificate Server { get; }
    public X509Certificate2 Administrator { get; }

    /// <summary>Reads or makes all of them in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="moreHosts">DNS names and IP addresses that the server's certificate carries besides the local ones.</param>
    /// <param name="time">The clock.</param>
    public static ServerCertificates Open(string folder, IReadOnlyList<string> moreHosts, TimeProvider time)
    {
        CertificateAuthority servers = CertificateAuthority.Open(folder, Servers, $"kuscia-{Servers}", time);
        CertificateAuthority clients = CertificateAuthority.Open(folder, Clients, $"kuscia-{Clients}", time);
        string[] hosts = [.. AlwaysServed.Concat(moreHosts).Distinct(StringComparer.OrdinalIgnoreCase)];
        ServingCertificate server = new(new CertificateRenewal(() => servers.Obtain(folder, "serving-kube-apiserver", new X500DistinguishedName("CN=kube-apiserver"), hosts, time), time));
        X509Certificate2 admin = clients.Obtain(folder, "client-admin", new X500DistinguishedName("O=system:masters, CN=system:admin"), [], time);
        return new ServerCertificates(servers, clients, server, admin);
    }

    /// <summary>Makes the files of the authorities that are missing.</summary>
    public static void MakeAuthorities(string folder, TimeProvider time)
    {
        CertificateAuthority.MakeIfMissing(folder, Servers, $"kuscia-{Servers}", time);
        CertificateAuthority.MakeIfMissing(folder, Clients, $"kuscia-{Clients}", time);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ServerAuthority.Dispose();
        ClientAuthority.Dispose();
        Server.Certificate.Dispose();
        Administrator.Dispose();
    }
}
