using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Node.Commands;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Demo;

/// <summary>alice and bob on this machine with the masters they are under, and the steps of the guides that connect them.</summary>
internal sealed class DemoNetwork : IAsyncDisposable
{
    private const int PortsPerNode = 10;
    private const int TaskPortsPerNode = 3000;
    private const int FirstTaskPort = 20000;

    private static readonly TimeSpan RouteLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(100);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly List<DemoNode> _nodes = [];
    private readonly Queue<int> _ports = new(FreePorts.Take(4 * PortsPerNode));

    public DemoNetwork(DemoMode mode, string folder, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        (Story, Alice, Bob) = mode switch
        {
            DemoMode.Center => Centre(),
            DemoMode.Cxc => ("Two masters, master-alice and master-bob, with the lites alice and bob", Under("master-alice", "alice"), Under("master-bob", "bob")),
            DemoMode.Cxp => ("A master with the lite alice, and the autonomy node bob", Under("master-alice", "alice"), Alone("bob")),
            _ => ("Two autonomy nodes, alice and bob", Alone("alice"), Alone("bob")),
        };
    }

    /// <summary>What is shown, in a few words.</summary>
    public string Story { get; }

    public DemoSide Alice { get; }

    public DemoSide Bob { get; }

    /// <summary>All nodes, masters before their lites.</summary>
    public IReadOnlyList<DemoNode> Nodes => _nodes;

    /// <summary>The nodes that have an API, each once.</summary>
    public IReadOnlyList<DemoNode> Controls => Alice.Control == Bob.Control ? [Alice.Control] : [Alice.Control, Bob.Control];

    private bool IsShared => Alice.Control == Bob.Control;

    /// <summary>Does the work for both sides at once.</summary>
    public Task Both(Func<DemoSide, Task> work) => Task.WhenAll(work(Alice), work(Bob));

    public DemoSide PeerOf(DemoSide side) => side == Alice ? Bob : Alice;

    /// <summary>Starts the nodes that need no master.</summary>
    public Task StartControlsAsync(CancellationToken cancellationToken) => Task.WhenAll(Controls.Select(n => n.StartAsync(cancellationToken)));

    /// <summary>Adds each lite at its master, and starts it with the token that the master gives for it.</summary>
    public Task EnrolAsync(CancellationToken cancellationToken) => Both(async side =>
    {
        if (side.IsLite)
        {
            string token = await DemoScripts.RunAsync(side.Control, "deploy/add_domain_lite.sh", ["domain", "add-lite"], [side.Party.Domain], cancellationToken);
            side.Party.Configure(new InitRequest("lite", side.Party.Domain, Runtime: "runp", LiteDeployToken: token.Trim(), MasterEndpoint: side.Control.Endpoint));
            await side.Party.StartAsync(cancellationToken);
        }
    });

    /// <summary>Copies the certificates across and registers the partners on each side.</summary>
    public Task IntroduceAsync(CancellationToken cancellationToken) => IsShared ? Task.CompletedTask : Both(async side =>
    {
        DemoSide peer = PeerOf(side);
        await AddAsync(side.Control, peer.Control, [peer.Control.Domain, "p2p"], cancellationToken);
        if (peer.IsLite)
        {
            await AddAsync(side.Control, peer.Party, [peer.Party.Domain, "p2p", "kuscia", peer.Control.Domain], cancellationToken);
        }
    });

    /// <summary>Makes the routes in both directions, on every node that has an end of them.</summary>
    public Task JoinAsync(CancellationToken cancellationToken) => Both(async side =>
    {
        DemoSide peer = PeerOf(side);
        if (!IsShared)
        {
            await RouteAsync(side.Control, "deploy/join_to_host.sh", side.Control, peer.Control, cancellationToken);
        }

        if (!side.IsLite && !peer.IsLite)
        {
            return;
        }

        foreach (DemoNode control in Controls)
        {
            await RouteAsync(control, "deploy/create_cluster_domain_route.sh", side.Party, peer.Party, cancellationToken);
        }
    });

    /// <summary>Returns when the outbound routes of each side are ready.</summary>
    public Task AwaitRoutesAsync(CancellationToken cancellationToken) => Both(async side =>
    {
        DemoSide peer = PeerOf(side);
        await AwaitRouteAsync(side.Control, $"{side.Party.Domain}-{peer.Party.Domain}", cancellationToken);
        if (!IsShared)
        {
            await AwaitRouteAsync(side.Control, $"{side.Control.Domain}-{peer.Control.Domain}", cancellationToken);
        }
    });

    public async ValueTask DisposeAsync()
    {
        // A lite says good-bye to its master.
        await Task.WhenAll(_nodes.Except(Controls).Select(n => n.DisposeAsync().AsTask()));
        await Task.WhenAll(Controls.Select(n => n.DisposeAsync().AsTask()));
    }

    private static Task<string> AddAsync(DemoNode on, DemoNode partner, string[] arguments, CancellationToken cancellationToken)
    {
        File.Copy(Path.Combine(partner.Root, "var", "certs", "domain.crt"), Path.Combine(on.Root, "var", "certs", $"{partner.Domain}.domain.crt"), overwrite: true);
        return DemoScripts.RunAsync(on, "deploy/add_domain.sh", ["domain", "add"], arguments, cancellationToken);
    }

    private static Task<string> RouteAsync(DemoNode on, string script, DemoNode from, DemoNode to, CancellationToken cancellationToken) =>
        DemoScripts.RunAsync(on, script, ["route", "join"], [from.Domain, to.Domain, to.Endpoint], cancellationToken);

    private async Task AwaitRouteAsync(DemoNode on, string name, CancellationToken cancellationToken)
    {
        using NodeRoot root = NodeRoot.Open(on.Root);
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

        throw new DemoException($"route {name} is not ready on {on.Domain}: {ready?.Reason} {ready?.Message}", on.LogFile);
    }

    private (string Story, DemoSide Alice, DemoSide Bob) Centre()
    {
        DemoNode master = Make("kuscia-system", "master");
        return ("A master with the lites alice and bob", new DemoSide(Make("alice", "lite"), master), new DemoSide(Make("bob", "lite"), master));
    }

    private DemoSide Under(string master, string domain)
    {
        DemoNode control = Make(master, "master");
        return new DemoSide(Make(domain, "lite"), control);
    }

    private DemoSide Alone(string domain)
    {
        DemoNode node = Make(domain, "autonomy");
        return new DemoSide(node, node);
    }

    private DemoNode Make(string domain, string mode)
    {
        int firstTask = FirstTaskPort + (_nodes.Count * TaskPortsPerNode);
        DemoNode node = new(domain, mode, _folder, new PortConfig
        {
            External = _ports.Dequeue(),
            Internal = _ports.Dequeue(),
            ApiServer = _ports.Dequeue(),
            Controllers = _ports.Dequeue(),
            KusciaApi = _ports.Dequeue(),
            KusciaApiInternal = _ports.Dequeue(),
            DataMesh = _ports.Dequeue(),
            Metrics = _ports.Dequeue(),
            KusciaApiGrpc = _ports.Dequeue(),
            DataMeshGrpc = _ports.Dequeue(),
            TaskFirst = firstTask,
            TaskLast = firstTask + TaskPortsPerNode - 1,
        });
        _nodes.Add(node);
        return node;
    }
}
