using Kuscia.Model;
using Kuscia.Model.Meta;
using Xunit;

namespace Kuscia.Testing.Nodes;

/// <summary>A master with the lites alice and bob, connected both ways: the state after the preparations of the guides for a master and lites.</summary>
public sealed class CentralNetwork : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-e2e-").FullName;
    private readonly List<NodeProcess> _lites = [];
    private NodeProcess? _master;

    public NodeProcess Master => _master ?? throw new InvalidOperationException("not started");

    public NodeProcess Alice => _lites[0];

    public NodeProcess Bob => _lites[1];

    public async Task InitializeAsync()
    {
        _master = await NodeProcess.CreateAsync("kuscia-system", _folder, "master");
        await Master.StartAsync();
        await AddLiteAsync("alice");
        await AddLiteAsync("bob");
        await ConnectAsync(Alice, Bob);
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_lites.Select(l => l.DisposeAsync().AsTask()));
        await (_master?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Adds a lite at the master and starts it.</summary>
    public async Task<NodeProcess> AddLiteAsync(string domain)
    {
        string token = (await Master.ScriptAsync("deploy/add_domain_lite.sh", domain)).Trim();
        NodeProcess lite = await CreateLiteAsync(domain, token);
        await lite.StartAsync();
        return lite;
    }

    /// <summary>A lite of this master that is not started.</summary>
    public async Task<NodeProcess> CreateLiteAsync(string domain, string token, string folder = "", string settings = "")
    {
        NodeProcess lite = await NodeProcess.CreateAsync(domain, Path.Combine(_folder, folder), "lite", settings, token, Master.Endpoint);
        _lites.Add(lite);
        return lite;
    }

    /// <summary>Makes the routes between two lites and waits until they are ready.</summary>
    public async Task ConnectAsync(NodeProcess one, NodeProcess other)
    {
        await Master.ScriptAsync("deploy/create_cluster_domain_route.sh", one.Domain, other.Domain, other.Endpoint);
        await Master.ScriptAsync("deploy/create_cluster_domain_route.sh", other.Domain, one.Domain, one.Endpoint);
        await AwaitRouteAsync($"{one.Domain}-{other.Domain}");
        await AwaitRouteAsync($"{other.Domain}-{one.Domain}");
    }

    /// <summary>Waits until a route is ready.</summary>
    public Task AwaitRouteAsync(string route) => Master.WaitForAsync(
        Kinds.ClusterDomainRoute, ResourceName.Cluster(route), r => r.Status?.Conditions?.Any(c => c.Type == "Ready" && c.Status == "True") == true, "READY", Limit);

    /// <summary>Writes the tables of the example job, registers and grants them: ids 0..199 for alice and 20..219 for bob.</summary>
    public async Task WriteTablesAsync()
    {
        await TwoNodes.WriteTableAsync(Alice, Master, "id1", 0);
        await TwoNodes.WriteTableAsync(Bob, Master, "id2", 20);
    }
}
