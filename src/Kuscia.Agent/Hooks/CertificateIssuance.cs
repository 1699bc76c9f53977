using System.Net;
using System.Security.Cryptography;
using System.Text;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Hooks;

/// <summary>
/// Gives certificates of the node's CA to the containers of pods that ask for them by label. The keys are on the curve P-256 in PKCS#8: an RSA key takes the seventh
/// part of a second of a core, which was half of what a short task cost its node.
/// </summary>
internal sealed class CertificateIssuance(DomainIdentity identity)
{
    private const string Folder = "kuscia/certs";
    private const UnixFileMode KeyMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Adds files below the working directory and the variables that hold their relative paths.</summary>
    public void Add(Pod pod, string workingDirectory, PodNetwork network, Dictionary<string, string> environment, List<ContainerFile> files)
    {
        bool server = pod.Metadata.Label(WellKnownLabels.CommunicationRoleServer) == "true";
        bool client = pod.Metadata.Label(WellKnownLabels.CommunicationRoleClient) == "true";
        if (!server && !client)
        {
            return;
        }

        void Put(string name, string text) => files.Add(new ContainerFile($"{workingDirectory.TrimEnd('/')}/{Folder}/{name}", Encoding.ASCII.GetBytes(text), KeyMode));

        // Server and client are the same pod: one key for both.
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Put("ca.crt", identity.CaCertificate.ExportCertificatePem() + "\n");
        environment["TRUSTED_CA_FILE"] = $"{Folder}/ca.crt";
        if (server)
        {
            Issue("server", ServerSpec(network.Address), key, Put);
            environment["SERVER_CERT_FILE"] = $"{Folder}/server.crt";
            environment["SERVER_PRIVATE_KEY_FILE"] = $"{Folder}/server.key";
        }

        if (client)
        {
            Issue("client", new CertificateRequestSpec { CommonName = pod.Metadata.Name ?? "", OrganizationalUnit = "external", Client = true }, key, Put);
            environment["CLIENT_CERT_FILE"] = $"{Folder}/client.crt";
            environment["CLIENT_PRIVATE_KEY_FILE"] = $"{Folder}/client.key";
        }
    }

    private static CertificateRequestSpec ServerSpec(string podAddress) => new()
    {
        CommonName = podAddress,
        DnsNames = ["*.svc"],
        IpAddresses = IPAddress.TryParse(podAddress, out IPAddress? address) && !IPAddress.Loopback.Equals(address) ? [address, IPAddress.Loopback] : [IPAddress.Loopback],
        Server = true,
    };

    private void Issue(string name, CertificateRequestSpec spec, ECDsa key, Action<string, string> put)
    {
        put($"{name}.crt", identity.Sign(spec, key));
        put($"{name}.key", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
