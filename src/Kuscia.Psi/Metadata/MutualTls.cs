using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Psi.Metadata;

/// <summary>HTTP with the task's client certificate; the server must chain to the node's CA and carry the name datamesh.</summary>
internal static class MutualTls
{
    private const string ServerName = "datamesh";

    /// <summary>Creates the transport from the files named by the environment.</summary>
    public static HttpMessageInvoker Connect(string certificateFile, string keyFile, string trustFile, string dialAddress)
    {
        X509Certificate2Collection trusted = Load(trustFile, () =>
        {
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPemFile(trustFile);
            return certificates;
        });
        X509Certificate2 client = Load(certificateFile, () => X509Certificate2.CreateFromPemFile(certificateFile, keyFile));
        (string host, int port) = Split(dialAddress);
        SocketsHttpHandler handler = new()
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            ConnectCallback = async (_, cancellationToken) =>
            {
                System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(new DnsEndPoint(host, port), cancellationToken);
                    return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = ServerName,
                ClientCertificates = [client],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => client,
                CertificateChainPolicy = Policy(trusted),
            },
        };
        return new HttpMessageInvoker(handler);
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection trusted)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(trusted);
        policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        return policy;
    }

    private static (string Host, int Port) Split(string address)
    {
        int colon = address.LastIndexOf(':');
        return colon > 0 && int.TryParse(address.AsSpan(colon + 1), out int port)
            ? (address[..colon].Trim('[', ']'), port)
            : throw new PsiException(ExitCode.Configuration, $"KUSCIA_DATAMESH_ADDRESS is {address}; it must be host:port");
    }

    private static T Load<T>(string file, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PsiException(ExitCode.Configuration, $"certificate file {file} or its key cannot be used: {e.Message}", e);
        }
    }
}
