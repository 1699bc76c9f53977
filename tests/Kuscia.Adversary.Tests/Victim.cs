using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Adversary.Tests;

/// <summary>A real node under attack, and what its operator does to make hostile parties its partners.</summary>
internal sealed class Victim(NodeProcess node) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly List<Intruder> _intruders = [];
    private X509Certificate2? _certificate;

    public NodeProcess Node => node;

    public string Domain => node.Domain;

    /// <summary>Registers the domain of a partner with its certificate.</summary>
    public async Task AdmitAsync(PartnerKey key)
    {
        Domain domain = new()
        {
            Metadata = new ObjectMeta { Name = key.Domain },
            Spec = new DomainSpec
            {
                Cert = Convert.ToBase64String(Encoding.UTF8.GetBytes(key.CertificatePem)),
                Role = "partner",
                Master = key.Domain,
                AuthCenter = new AuthCenter { AuthenticationType = "Token", TokenGenMethod = "RSA-GEN" },
                InterConnProtocols = ["kuscia"],
            },
        };
        await node.Client.CreateAsync(Kinds.Domain, domain, CancellationToken.None);
        await node.WaitForAsync(
            Kinds.DomainRoute, new ResourceName(Domain, $"{key.Domain}-{Domain}"), r => r.Spec?.TokenConfig?.SourcePublicKey is not null, "given its keys", Limit);
        await node.WaitForAsync(Kinds.RoleBinding, new ResourceName(key.Domain, key.Domain), _ => true, "made", Limit);
    }

    /// <summary>Makes the route to a partner's own port.</summary>
    public Task JoinAsync(PartnerKey key, Uri endpoint) => node.Client.CreateAsync(
        Kinds.ClusterDomainRoute,
        new ClusterDomainRoute
        {
            Metadata = new ObjectMeta { Name = $"{Domain}-{key.Domain}" },
            Spec = new DomainRouteSpec
            {
                Source = Domain,
                Destination = key.Domain,
                InterConnProtocol = "kuscia",
                AuthenticationType = "Token",
                TokenConfig = new TokenConfig { TokenGenMethod = "RSA-GEN", RollingUpdatePeriod = 86400 },
                Endpoint = new RouteEndpoint
                {
                    Host = endpoint.Host,
                    Ports = [new RoutePort { Name = "http", Protocol = "HTTP", Port = endpoint.Port, IsTLS = endpoint.Scheme == "https", PathPrefix = "/" }],
                },
            },
        },
        CancellationToken.None);

    /// <summary>Waits until the route to a partner is ready.</summary>
    public Task<ClusterDomainRoute> AwaitReadyAsync(string partner) => node.WaitForAsync(
        Kinds.ClusterDomainRoute, ResourceName.Cluster($"{Domain}-{partner}"), IsReady, "READY", Limit);

    public static bool IsReady(ClusterDomainRoute route) => route.Status?.Conditions?.Any(c => c.Type == "Ready" && c.Status == "True") == true;

    /// <summary>Removes the route to a partner and the partner itself.</summary>
    public async Task DismissAsync(string partner)
    {
        await node.Client.DeleteAsync(Kinds.ClusterDomainRoute, ResourceName.Cluster($"{Domain}-{partner}"), null, CancellationToken.None);
        await node.Client.DeleteAsync(Kinds.ClusterDomainRoute, ResourceName.Cluster($"{partner}-{Domain}"), null, CancellationToken.None);
        await node.Client.DeleteAsync(Kinds.Domain, ResourceName.Cluster(partner), null, CancellationToken.None);
    }

    /// <summary>An admitted partner that holds its token and reaches the API server with it.</summary>
    public async Task<Intruder> IntrudeAsync(PartnerKey key)
    {
        _certificate ??= X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Path.Combine(node.Certs, "domain.crt")));
        Intruder intruder = new(key, Domain, new Uri(node.Endpoint), _certificate);
        _intruders.Add(intruder);
        await Eventually.TrueAsync(async () => await intruder.HandshakeAsync() is null, () => $"{key.Domain} could not shake hands\n{node.LogTail()}");
        await Eventually.TrueAsync(
            async () => (await intruder.SendAsync("GET", $"/api/v1/namespaces/{key.Domain}/configmaps")).Status == 200,
            () => $"{key.Domain} cannot read its mailbox\n{node.LogTail()}");
        return intruder;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Intruder intruder in _intruders)
        {
            await intruder.DisposeAsync();
        }

        _certificate?.Dispose();
        await node.DisposeAsync();
    }
}
