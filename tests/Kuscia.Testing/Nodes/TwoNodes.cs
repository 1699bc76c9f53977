using System.Globalization;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Xunit;

namespace Kuscia.Testing.Nodes;

/// <summary>alice and bob, authorised both ways, each with its table: the state after the preparations of the peer-to-peer guide.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    /// <summary>Rows of each table; ids 0..199 for alice and 20..219 for bob, so 180 are common.</summary>
    public const int Rows = 200;

    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-e2e-").FullName;
    private NodeProcess? _alice;
    private NodeProcess? _bob;

    public NodeProcess Alice => _alice ?? throw new InvalidOperationException("not started");

    public NodeProcess Bob => _bob ?? throw new InvalidOperationException("not started");

    public IReadOnlyList<NodeProcess> Both => [Alice, Bob];

    public static ResourceName Job(string name) => new(WellKnownNames.CrossDomainNamespace, name);

    public async Task InitializeAsync()
    {
        _alice = await NodeProcess.CreateAsync("alice", _folder);
        _bob = await NodeProcess.CreateAsync("bob", _folder);
        await Task.WhenAll(Alice.StartAsync(), Bob.StartAsync());
        foreach ((NodeProcess self, NodeProcess peer) in new[] { (Alice, Bob), (Bob, Alice) })
        {
            await IntroduceAsync(self, peer);
        }

        await AwaitRoutesAsync();
        await WriteTableAsync(Alice, Alice, "id1", 0);
        await WriteTableAsync(Bob, Bob, "id2", 20);
    }

    public async Task DisposeAsync()
    {
        if (_alice is not null)
        {
            await _alice.DisposeAsync();
        }

        if (_bob is not null)
        {
            await _bob.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    public static async Task IntroduceAsync(NodeProcess self, NodeProcess peer)
    {
        File.Copy(Path.Combine(peer.Certs, "domain.crt"), Path.Combine(self.Certs, $"{peer.Domain}.domain.crt"), overwrite: true);
        await self.ScriptAsync("deploy/add_domain.sh", peer.Domain, "p2p");
        await self.ScriptAsync("deploy/join_to_host.sh", self.Domain, peer.Domain, peer.Endpoint);
    }

    public async Task AwaitRoutesAsync()
    {
        foreach ((NodeProcess self, NodeProcess peer) in new[] { (Alice, Bob), (Bob, Alice) })
        {
            await self.WaitForAsync(
                Kinds.ClusterDomainRoute, ResourceName.Cluster($"{self.Domain}-{peer.Domain}"),
                r => r.Status?.Conditions?.Any(c => c.Type == "Ready" && c.Status == "True") == true, "READY", TimeSpan.FromSeconds(60));
        }
    }

    /// <summary>Waits until the job has one of the phases on a node.</summary>
    public static Task<KusciaJob> AwaitJobAsync(NodeProcess node, string job, TimeSpan limit, params string[] phases) =>
        node.WaitForAsync(Kinds.KusciaJob, Job(job), j => phases.Contains(j.Status?.Phase), string.Join(" or ", phases), limit);

    /// <summary>A job of one task for both parties with an engine of the test.</summary>
    public static KusciaJob JobOf(string name, string appImage, params string[] parties) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = WellKnownNames.CrossDomainNamespace },
        Spec = new KusciaJobSpec
        {
            Initiator = "alice",
            ScheduleMode = "BestEffort",
            MaxParallelism = 1,
            Tasks =
            [
                new KusciaTaskTemplate
                {
                    Alias = "only",
                    AppImage = appImage,
                    TaskInputConfig = "{}",
                    Parties = [.. parties.Select(p => new JobParty { DomainID = p })],
                },
            ],
        },
    };

    /// <summary>Registers a shell script as an engine on both nodes.</summary>
    public Task RegisterEngineAsync(string name, string script) => RegisterEngineAsync(name, script, Alice, Bob);

    /// <summary>Registers a shell script as an engine on some nodes.</summary>
    public static async Task RegisterEngineAsync(string name, string script, params NodeProcess[] nodes)
    {
        AppImage image = new()
        {
            Metadata = new ObjectMeta { Name = name },
            Spec = new AppImageSpec
            {
                Image = new AppImageInfo { Name = "kuscia/psi-engine", Tag = "builtin" },
                DeployTemplates =
                [
                    new DeployTemplate
                    {
                        Name = "engine",
                        Replicas = 1,
                        Spec = new AppPodSpec
                        {
                            RestartPolicy = "Never",
                            Containers = [new AppContainer { Name = "engine", Command = ["sh", "-c", script], WorkingDir = "/work" }],
                        },
                    },
                ],
            },
        };
        foreach (NodeProcess node in nodes)
        {
            await node.Client.CreateAsync(Kinds.AppImage, image, CancellationToken.None);
        }
    }

    /// <summary>What the task of a job and its pods say.</summary>
    public static async Task<string> TaskTextAsync(NodeProcess node, KusciaJob job)
    {
        KusciaTask? task = await node.Client.GetAsync(Kinds.KusciaTask, Job(job.Spec?.Tasks?[0].TaskID ?? ""), CancellationToken.None);
        IEnumerable<string?> pods = (task?.Status?.PodStatuses?.Values ?? []).Select(p => $"{p.Message} {p.TerminationLog}");
        return $"{task?.Status?.Message} {string.Join(' ', pods)}";
    }

    /// <summary>Writes the table of a node, registers it where its API is, and grants it to the other party.</summary>
    internal static async Task WriteTableAsync(NodeProcess node, NodeProcess control, string id, int first)
    {
        IEnumerable<string> rows = Enumerable.Range(first, Rows).Reverse().Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{i * 0.5}"));
        await File.WriteAllLinesAsync(Path.Combine(node.Root, "var", "storage", "data", $"{node.Domain}.csv"), rows.Prepend($"{id},value"));
        await control.ScriptAsync($"deploy/create_domaindata_{node.Domain}_table.sh", node.Domain);
        using NodeApi api = new(node);
        await api.PostAsync("/api/v1/domaindatagrant/create", new JsonObject
        {
            ["grant_domain"] = node.Domain == "alice" ? "bob" : "alice",
            ["domain_id"] = node.Domain,
            ["domaindata_id"] = $"{node.Domain}-table",
        });
    }
}
