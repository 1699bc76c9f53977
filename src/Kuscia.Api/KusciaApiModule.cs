using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.Api.Data;
using Kuscia.Api.Domains;
using Kuscia.Api.Health;
using Kuscia.Api.Http;
using Kuscia.Api.Jobs;
using Kuscia.Api.Routes;
using Kuscia.Runtime.Certificates;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kuscia.Api;

/// <summary>KusciaAPI over HTTP (port 8082): jobs, domains, routes, data, grants and data sources for platforms and operators.</summary>
public sealed class KusciaApiModule(KusciaApiOptions options, IResourceClient client, DomainIdentity identity, TimeProvider time, ILoggerFactory loggers) : IModule
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _application;
    private X509Certificate2? _certificate;

    /// <inheritdoc/>
    public string Name => "kusciaapi";

    /// <inheritdoc/>
    public IReadOnlyList<string> DependsOn { get; } = ["apiserver", "gateway", "controllers"];

    /// <inheritdoc/>
    public string? Address { get; private set; }

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    private bool UsesTls => options.Protocol != "NOTLS";

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string? token = UsesTls ? ApiCredentials.Token(options, identity) : null;
        _application = Build(token);
        try
        {
            await _application.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new ModuleStartException($"cannot listen on {options.Address}:{options.Port} (key ports.kusciaAPI): {e.Message}", e);
        }

        string bound = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        int port = new Uri(bound.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal)).Port;
        Address = $"{(UsesTls ? "https" : "http")}://{options.Address}:{port}";
        await ProbeAsync(port, token, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        _certificate?.Dispose();
    }

    private WebApplication Build(string? token)
    {
        WebApplicationBuilder builder = NodeWebHost.CreateBuilder(loggers);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(300);
            kestrel.Listen(options.Address, options.Port, Configure);
        });
        WebApplication application = builder.Build();
        ApiEndpoint endpoint = new(Operations(), token, options, time, loggers.CreateLogger("Kuscia.Api"));
        application.Run(endpoint.HandleAsync);
        return application;
    }

    private void Configure(ListenOptions listen)
    {
        if (!UsesTls)
        {
            return;
        }

        _certificate ??= ApiCredentials.ServerCertificate(options, identity);
        listen.UseHttps(https =>
        {
            https.ServerCertificate = _certificate;
            if (options.Protocol != "TLS")
            {
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (certificate, _, _) => IsOfThisNode(certificate);
            }
        });
    }

    // Any certificate that chains directly to the node CA is accepted, the CA's own pair included (documented contract).
    private bool IsOfThisNode(X509Certificate2 certificate)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(identity.CaCertificate);
        return chain.Build(certificate);
    }

    private List<ApiOperation> Operations() =>
    [
        .. HealthOperations.All(),
        .. new DomainOperations(client, identity).All(),
        .. new RouteOperations(client).All(),
        .. new DomainDataOperations(client).All(),
        .. new GrantOperations(client).All(),
        .. new DataSourceOperations(client, identity, options).All(),
        .. new JobOperations(client, options).All(),
        .. new JobStageOperations(client, options).All(),
    ];

    // Ready means that a real call through the socket was answered.
    private async Task ProbeAsync(int port, string? token, CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new() { UseProxy = false };
        if (UsesTls)
        {
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [_certificate ?? throw new InvalidOperationException("the certificate is loaded when the listener is configured")],
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
                TargetHost = "localhost",
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(identity.CaCertificate);
        }

        using HttpMessageInvoker http = new(handler);
        IPAddress target = options.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : options.Address;
        using HttpRequestMessage request = new(HttpMethod.Post, $"{(UsesTls ? "https" : "http")}://{target}:{port}/healthZ")
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        if (token is not null)
        {
            request.Headers.Add("Token", token);
        }

        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new ModuleStartException($"the health call answered {(int)response.StatusCode}; is {Path.Combine(options.CertsDirectory, "token")} damaged?");
        }
    }
}
