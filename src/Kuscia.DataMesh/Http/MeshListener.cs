using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Runtime.Certificates;
using Kuscia.Runtime.Listeners;
using Kuscia.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kuscia.DataMesh.Http;

/// <summary>The socket of DataMesh: mutual TLS with certificates of the node's CA unless switched off.</summary>
internal sealed class MeshListener : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;
    private readonly X509Certificate2? _certificate;

    private MeshListener(WebApplication application, X509Certificate2? certificate, int port)
    {
        _application = application;
        _certificate = certificate;
        Port = port;
    }

    /// <summary>The real port.</summary>
    public int Port { get; }

    public static async Task<MeshListener> StartAsync(DataMeshOptions options, DomainIdentity identity, RequestDelegate handler, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        X509Certificate2? certificate = options.DisableTls ? null : Issue(options, identity);
        WebApplicationBuilder builder = NodeWebHost.CreateBuilder(loggers, new ListenerLimits("DataMesh", 16));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, identity, certificate));
        WebApplication application = builder.Build();
        application.Run(handler);
        await application.StartAsync(cancellationToken);
        string bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("DataMesh has no address");
        return new MeshListener(application, certificate, new Uri(bound).Port);
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource soon = new(StopLimit);
        await _application.StopAsync(soon.Token);
        await _application.DisposeAsync();
        _certificate?.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, DataMeshOptions options, DomainIdentity identity, X509Certificate2? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(20);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(300);
        kestrel.Listen(IPAddress.Parse(options.ListenAddress), options.HttpPort, listen =>
        {
            if (certificate is null)
            {
                return;
            }

            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                https.HandshakeTimeout = TimeSpan.FromSeconds(5);
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (presented, _, _) => IsOurs(presented, identity);
            });
        });
    }

    // Any certificate of the node's CA may call, the CA's own pair included (as the guides' curl lines use it).
    private static bool IsOurs(X509Certificate2 presented, DomainIdentity identity)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(identity.CaCertificate);
        chain.ChainPolicy.CustomTrustStore.Add(identity.DomainCertificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(presented);
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
