using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Gateway;

namespace Kuscia.Node.Configuration;

/// <summary>Reads where a lite's master is and what it enrols with.</summary>
internal static class MasterReader
{
    private const string Endpoint = "masterEndpoint";
    private const string CaFile = "masterCaFile";

    /// <summary>Null when something is wrong, which the reader has been told.</summary>
    public static MasterOptions? Read(ConfigReader reader)
    {
        string text = reader.Text(Endpoint) ?? "";
        bool isAddress = Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "http" or "https" && endpoint.Host.Length > 0
            && endpoint.Query.Length == 0 && endpoint.Fragment.Length == 0 && endpoint.UserInfo.Length == 0;
        if (!isAddress || endpoint is null)
        {
            reader.Fault(Endpoint, text, "a lite needs the address of port 1080 of its master: http(s)://host[:port][/path], for example https://10.0.0.1:18080");
            return null;
        }

        return new MasterOptions { Endpoint = endpoint, DeployToken = (reader.Text("liteDeployToken") ?? "").Trim(), CaPem = Ca(reader) };
    }

    private static string? Ca(ConfigReader reader)
    {
        if (reader.Text(CaFile) is not { Length: > 0 } path)
        {
            return null;
        }

        try
        {
            using X509Certificate2 ca = X509CertificateLoader.LoadCertificateFromFile(path);
            return ca.ExportCertificatePem();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            reader.Fault(CaFile, path, $"it must be a file with the certificate of the CA of the proxy in front of the master: {e.Message}");
            return null;
        }
    }
}
