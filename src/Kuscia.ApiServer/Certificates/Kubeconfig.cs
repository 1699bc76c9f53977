using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.Identity;

namespace Kuscia.ApiServer.Certificates;

/// <summary>The administrator's kubeconfig.</summary>
internal static class Kubeconfig
{
    /// <summary>Writes the file with mode 0600.</summary>
    public static void Write(string path, string host, int port, ServerCertificates certificates)
    {
        using X509Certificate2 authority = certificates.ServerAuthority.Certificate;
        using ECDsa key = certificates.Administrator.GetECDsaPrivateKey()
            ?? throw new InvalidOperationException("the administrator's certificate has no key");
        string address = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        string content = string.Create(CultureInfo.InvariantCulture, $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: default
              cluster:
                certificate-authority-data: {Base64(authority.ExportCertificatePem())}
                server: https://{address}:{port}
            users:
            - name: default
              user:
                client-certificate-data: {Base64(certificates.Administrator.ExportCertificatePem())}
                client-key-data: {Base64(key.ExportPkcs8PrivateKeyPem())}
            contexts:
            - name: default
              context:
                cluster: default
                user: default
            current-context: default

            """);
        KeyFiles.Write(path, content);
    }

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem + "\n"));
}
