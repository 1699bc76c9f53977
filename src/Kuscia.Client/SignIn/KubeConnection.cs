using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Identity;

namespace Kuscia.Client.SignIn;

/// <summary>Where a Kubernetes API is and how to prove who asks. Holds secrets; it has no text form that shows them.</summary>
public sealed class KubeConnection
{
    /// <summary>Address, for example https://10.0.0.1:6443.</summary>
    public required string Server { get; init; }

    /// <summary>The namespace used when none is given; "default" if empty.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Certificates that sign the server's; null for those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The client's certificate with its key; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Gives the bearer token, read anew for each request because it may be rotated; null for none.</summary>
    public Func<string>? Token { get; init; }

    /// <summary>User and password of basic authentication; null for none.</summary>
    public (string User, string Password)? Basic { get; init; }

    /// <summary>A program that gives token or certificate; null for none.</summary>
    public ExecPlugin? Exec { get; init; }

    /// <summary>Whom the user acts as; null for himself.</summary>
    public Impersonation? ActsAs { get; init; }

    /// <summary>Whether the server's certificate is not checked.</summary>
    public bool Insecure { get; init; }

    /// <summary>The name expected in the server's certificate; null for the host of the address.</summary>
    public string? ServerName { get; init; }

    /// <summary>A proxy on the way; null for the one of the environment.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>A handler, owned by the caller, that connects and signs in; it may throw <see cref="KubeConfigException"/>.</summary>
    public HttpMessageHandler CreateHandler() => new SignInHandler(this, CreateSockets());

    private SocketsHttpHandler CreateSockets()
    {
        SslClientAuthenticationOptions tls = new() { TargetHost = ServerName };
        if (Insecure)
        {
            // Asked for by insecure-skip-tls-verify in the user's own configuration.
#pragma warning disable CA5359 // certificate validation is disabled on request
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (Authorities is not null)
        {
            tls.CertificateChainPolicy = ChainTrust.PolicyOf([.. Authorities]);
        }

        if (ClientCertificate is not null)
        {
            tls.ClientCertificates = [ClientCertificate];
        }
        else if (Exec is { } plugin)
        {
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => plugin.Certificate!; // null shows none
        }

        return new SocketsHttpHandler
        {
            SslOptions = tls,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            Proxy = Proxy is null ? null : new WebProxy(Proxy),

            // As kubectl: what is on this machine is never asked for through a proxy.
            UseProxy = Proxy is not null || !new Uri(Server).IsLoopback,
        };
    }
}
