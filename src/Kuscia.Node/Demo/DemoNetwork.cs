using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Node.Commands;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Demo;

/// <summary>alice and bob on this machine, and the steps of the guide that make them partners.</summary>
internal sealed class DemoPair : IAsyncDisposable
{
    private const int PortsPerNode = 10;
    private const int TaskPortsPerNode = 6000;
    private const int FirstTaskPort = 20000;

    private static readonly TimeSpan RouteLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;

    public DemoPair(string folder, TimeProvider time)
    {
        _time = time;
        int[] ports = FreePorts.Take(2 * PortsPerNode);
        Alice = new DemoNode("alice", folder, PortsOf(ports.AsSpan(0, PortsPerNode), FirstTaskPort));
        Bob = new DemoNode("bob", folder, PortsOf(ports.AsSpan(PortsPerNode), FirstTaskPort + TaskPortsPerNode));
    }

    public DemoNode Alice { get; }

    public DemoNode Bob { get; }

    public IReadOnlyList<DemoNode> Nodes => [Alice, Bob];

    /// <summary>Does the work for both nodes side by side.</summary>
    public Task Both(Func<DemoNode, Task> work) => Task.WhenAll(work(Alice), work(Bob));

    public DemoNode PeerOf(DemoNode node) => node == Alice ? Bob : Alice;

    public Task StartAsync(CancellationToken cancellationToken) => Both(n => n.StartAsync(cancellationToken));

    /// <summary>Copies the certificates across and registers the partner on each side.</summary>
    public Task IntroduceAsync(CancellationToken cancellationToken) => Both(node =>
    {
        DemoNode peer = PeerOf(node);
        File.Copy(Path.Combine(peer.Root, "var", "certs", "domain.crt"), Path.Combine(node.Root, "var", "certs", $"{peer.Domain}.domain.crt"), overwrite: true);
        return DemoScripts.RunAsync(node, "deploy/add_domain.sh", ["domain", "add"], [peer.Domain, "p2p"], cancellationToken);
    });

    /// <summary>Makes the routes in both directions.</summary>
    public Task JoinAsync(CancellationToken cancellationToken) => Both(node =>
    {
        DemoNode peer = PeerOf(node);
        string[] arguments = [node.Domain, peer.Domain, $"https://127.0.0.1:{peer.Ports.External}"];
        return DemoScripts.RunAsync(node, "deploy/join_to_host.sh", ["route", "join"], arguments, cancellationToken);
    });

    /// <summary>Returns when the outbound route of each side is ready.</summary>
    public Task AwaitRoutesAsync(CancellationToken cancellationToken) => Both(n => AwaitRouteAsync(n, cancellationToken));

    public async ValueTask DisposeAsync() => await Task.WhenAll(Alice.DisposeAsync().AsTask(), Bob.DisposeAsync().AsTask());

    private async Task AwaitRouteAsync(DemoNode node, CancellationToken cancellationToken)
    {
        using NodeRoot root = NodeRoot.Open(node.Root);
        string name = $"{node.Domain}-{PeerOf(node).Domain}";
        long begin = _time.GetTimestamp();
        Condition? ready = null;
        while (_time.GetElapsedTime(begin) < RouteLimit)
        {
            ClusterDomainRoute? route = await root.Client.GetAsync(Kinds.ClusterDomainRoute, ResourceName.Cluster(name), cancellationToken);
            ready = route?.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready");
            if (ready?.Status == "True")
            {
                return;
            }

            await Task.Delay(PollPause, _time, cancellationToken);
        }

        throw new DemoException($"route {name} is not ready: {ready?.Reason} {ready?.Message}", node.LogFile);
    }

    private static PortConfig PortsOf(ReadOnlySpan<int> ports, int firstTaskPort) => new()
    {
        External = ports[0],
        Internal = ports[1],
        ApiServer = ports[2],
        Controllers = ports[3],
        KusciaApi = ports[4],
        KusciaApiInternal = ports[5],
        DataMesh = ports[6],
        Metrics = ports[7],
        KusciaApiGrpc = ports[8],
        DataMeshGrpc = ports[9],
        TaskFirst = firstTaskPort,
        TaskLast = firstTaskPort + TaskPortsPerNode - 1,
    };
}
