using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Gateway.Bench;

/// <summary>A gateway of domain bob alone in a process, with its control plane in memory.</summary>
internal static class GatewayProcess
{
    /// <param name="args">Backend port, TLS backend port, folder of certificates, number of routes.</param>
    public static async Task RunAsync(string[] args)
    {
        int backend = Number(args[0]);
        int secureBackend = Number(args[1]);
        string folder = args[2];
        string certificates = Directory.CreateTempSubdirectory("kuscia-gateway-bench-").FullName;
        using DomainIdentity identity = DomainIdentity.Load("bob", RsaKeys.Generate(), certificates, TimeProvider.System);
        using MemoryResourceClient api = new(TimeProvider.System);
        string token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await PublishAsync(api, "web", backend);
        await RouteAsync(api, "alice", "bob", new DomainRouteSpec(), identity, token);
        await api.CreateAsync(Kinds.DomainRoute, Secure(secureBackend, folder), CancellationToken.None);
        for (int i = 0; i < Number(args[3]) / 2; i++)
        {
            string other = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
            RouteEndpoint endpoint = new() { Host = "127.0.0.1", Ports = [new RoutePort { Name = "http", Protocol = "HTTP", Port = backend }] };
            await RouteAsync(api, $"p{i:00000}", "bob", new DomainRouteSpec(), identity, other);
            await RouteAsync(api, "bob", $"p{i:00000}", new DomainRouteSpec { Endpoint = endpoint }, identity, other);
        }

        await using InformerSet informers = new(api, TimeProvider.System, NullLoggerFactory.Instance);
        GatewayOptions options = new()
        {
            DomainId = "bob",
            InstanceName = "bench",
            ExternalAddress = "127.0.0.1",
            ExternalPort = 0,
            InternalPort = 0,
            ExternalProtocol = ExternalProtocol.NoTls,
            CertificatesDirectory = certificates,
        };
        await using GatewayModule gateway = new(options, api, informers, identity, TimeProvider.System, NullLoggerFactory.Instance);
        await gateway.StartAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync($"{gateway.Internal?.Port} {gateway.External?.Port} {token}");
        while (await Console.In.ReadLineAsync() is { Length: > 0 })
        {
            await Console.Out.WriteLineAsync(await ChangeAsync(api, gateway, backend));
        }

        Directory.Delete(certificates, recursive: true);
    }

    /// <summary>Milliseconds from the write of a new Service to the first request served by it, as "median worst" of 20.</summary>
    private static async Task<string> ChangeAsync(MemoryResourceClient api, GatewayModule gateway, int backend)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        List<double> times = [];
        for (int i = 0; i < 20; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            await PublishAsync(api, $"new{i}", backend);
            while (true)
            {
                using HttpRequestMessage request = new(HttpMethod.Get, $"http://127.0.0.1:{gateway.Internal?.Port}/small");
                request.Headers.Host = $"new{i}.bob.svc";
                using HttpResponseMessage response = await client.SendAsync(request);
                if (response.IsSuccessStatusCode)
                {
                    break;
                }
            }

            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        times.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{times[10]:0.0} {times[^1]:0.0}");
    }

    private static async Task PublishAsync(MemoryResourceClient api, string name, int port)
    {
        await api.CreateAsync(Kinds.Endpoints, new Endpoints
        {
            Metadata = new ObjectMeta { Namespace = "bob", Name = name },
            Subsets = [new EndpointSubset { Addresses = [new EndpointAddress { Ip = "127.0.0.1" }], Ports = [new EndpointPort { Port = port, Name = "main" }] }],
        }, CancellationToken.None);
        await api.CreateAsync(Kinds.Service, new Service
        {
            Metadata = new ObjectMeta { Namespace = "bob", Name = name, Labels = new Dictionary<string, string> { [WellKnownLabels.PortScope] = "Cluster" } },
            Spec = new ServiceSpec { ClusterIP = "None", Ports = [new ServicePort { Name = "main", Port = port }] },
        }, CancellationToken.None);
    }

    // Another instance tends these routes, so nothing is probed while it is measured.
    private static async Task RouteAsync(MemoryResourceClient api, string source, string destination, DomainRouteSpec spec, DomainIdentity identity, string token)
    {
        DomainRoute route = new()
        {
            Metadata = new ObjectMeta { Namespace = "bob", Name = $"{source}-{destination}" },
            Spec = spec with { Source = source, Destination = destination, AuthenticationType = "Token", TokenConfig = new TokenConfig { TokenGenMethod = "RSA-GEN" } },
        };
        await api.CreateAsync(Kinds.DomainRoute, route, CancellationToken.None);
        JsonObject recorded = new() { ["isReady"] = true, ["revision"] = 1, ["effectiveInstances"] = new JsonArray("bench"), ["token"] = Sealed(identity, token) };
        JsonObject status = new()
        {
            ["isDestinationAuthorized"] = true,
            ["isDestinationUnreachable"] = false,
            ["tokenStatus"] = new JsonObject { ["revisionInitializer"] = "other", ["tokens"] = new JsonArray(recorded) },
        };
        await api.PatchAsync(Kinds.DomainRoute, new ResourceName("bob", $"{source}-{destination}"), new JsonObject { ["status"] = status }, "status", CancellationToken.None);
    }

    private static DomainRoute Secure(int port, string folder) => new()
    {
        Metadata = new ObjectMeta { Namespace = "bob", Name = "bob-carol" },
        Spec = new DomainRouteSpec
        {
            Source = "bob",
            Destination = "carol",
            AuthenticationType = "MTLS",
            Endpoint = new RouteEndpoint { Host = "127.0.0.1", Ports = [new RoutePort { Name = "http", Protocol = "HTTP", Port = port, IsTLS = true }] },
            MTLSConfig = new RouteMtlsConfig { TlsCA = Text(folder, "ca.crt"), SourceClientCert = Text(folder, "client.crt"), SourceClientPrivateKey = Text(folder, "client.key") },
        },
    };

    private static string Text(string folder, string file) => Convert.ToBase64String(File.ReadAllBytes(Path.Combine(folder, file)));

    private static string Sealed(DomainIdentity identity, string token) =>
        Convert.ToBase64String(identity.PrivateKey.Encrypt([.. Encoding.ASCII.GetBytes("kuscia"), .. Convert.FromBase64String(token)], RSAEncryptionPadding.Pkcs1));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
