using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Components;
using Kuscia.Testing.Databases;

namespace Kuscia.EndToEnd.Tests;

/// <summary>Two nodes of one domain on one database, and what one node alone does about the lease.</summary>
public sealed class LeaderTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly ResourceName LeaseName = new("kube-system", "kuscia-controller-manager");
    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-leader-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [RealComponentFact("mariadbd")]
    public async Task Of_two_nodes_on_one_database_one_leads_and_the_other_takes_over_when_it_stands_still_or_is_killed_or_stops()
    {
        await using DatabaseServer server = await DatabaseServer.StartMariaDbAsync();
        await server.SqlAsync("CREATE DATABASE kuscia; CREATE USER kuscia IDENTIFIED BY 'Pw0rd'; GRANT ALL ON kuscia.* TO kuscia");
        await using NodeProcess one = await NodeProcess.CreateAsync("alice", Path.Combine(_folder, "1"));
        await using NodeProcess two = await NodeProcess.CreateAsync("alice", Path.Combine(_folder, "2"));
        await ShareAsync(server, one, two);
        await one.StartAsync();
        await two.StartAsync();

        string first = await LeaderAsync(one, "first-node");
        (_, string leads) = await one.AdminAsync(HttpMethod.Get, "/readyz?verbose");
        (_, string stands) = await two.AdminAsync(HttpMethod.Get, "/readyz?verbose");
        await DomainAsync(two, "bob");
        await SignalAsync(one, "STOP");
        string second = await LeaderAsync(two, "second-node");
        await DomainAsync(two, "carol");
        await SignalAsync(one, "CONT");
        await UntilReadyzSaysAsync(one, $"{second} leads, this instance ({first}) stands by");
        await two.KillAsync();
        string third = await LeaderAsync(one, "first-node");
        await DomainAsync(one, "dave");
        await two.StartAsync();
        await one.StopAsync();
        string fourth = await LeaderAsync(two, "second-node");
        await DomainAsync(two, "erin");

        Assert.Equal((first, second), (third, fourth));
        Assert.Contains($"[+]leader ok: this instance ({first}) leads", leads, StringComparison.Ordinal);
        Assert.Contains($"[+]leader ok: {first} leads, this instance ({second}) stands by", stands, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_alone_that_was_killed_leads_again_at_once_and_its_store_can_be_backed_up_and_restored()
    {
        await using NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        string backup = Path.Combine(_folder, "backup.db");
        await node.StartAsync();
        await DomainAsync(node, "bob");
        (int backed, string told, string fault) = await StoreAsync(node, "backup", backup);
        await DomainAsync(node, "carol");
        await node.KillAsync();
        await node.StartAsync();
        Lease? lease = await node.Client.GetAsync(Kinds.Lease, LeaseName, CancellationToken.None);
        (int running, _, string locked) = await StoreAsync(node, "restore", backup, "--overwrite");
        (_, string status, _) = await StoreAsync(node, "status");
        await node.StopAsync();
        (int kept, _, string full) = await StoreAsync(node, "restore", backup);
        (int restored, _, string wrong) = await StoreAsync(node, "restore", backup, "--overwrite");
        await node.StartAsync();

        Assert.True(backed == 0, told + fault);
        Assert.Equal(1, lease?.Spec?.LeaseTransitions);
        Assert.Contains("another node runs", locked, StringComparison.Ordinal);
        Assert.Contains($"leader     {lease?.Spec?.HolderIdentity}", status, StringComparison.Ordinal);
        Assert.Contains("objects already", full, StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), (running, kept, restored));
        Assert.Equal("", wrong);
        Assert.NotNull(await node.Client.GetAsync(Kinds.Domain, ResourceName.Cluster("bob"), CancellationToken.None));
        Assert.Null(await node.Client.GetAsync(Kinds.Domain, ResourceName.Cluster("carol"), CancellationToken.None));
    }

    private static Task<(int ExitCode, string Output, string Error)> StoreAsync(NodeProcess node, params string[] arguments)
    {
        System.Diagnostics.ProcessStartInfo start = KusciaProgram.Start(KusciaProgram.Path, ["store", .. arguments]);
        start.Environment["KUSCIA_HOME"] = node.Root;
        return KusciaProgram.RunAsync(start, Deadline);
    }

    // One key and one database; ports, roots and names of their own.
    private static async Task ShareAsync(DatabaseServer server, NodeProcess one, NodeProcess two)
    {
        string endpoint = string.Create(CultureInfo.InvariantCulture, $"datastoreEndpoint: 'mysql://kuscia:Pw0rd@tcp(127.0.0.1:{server.Port})/kuscia'");
        string first = await File.ReadAllTextAsync(one.ConfigFile);
        string second = await File.ReadAllTextAsync(two.ConfigFile);
        string key = first.Split('\n').Single(l => l.StartsWith("domainKeyData:", StringComparison.Ordinal));
        string other = second.Split('\n').Single(l => l.StartsWith("domainKeyData:", StringComparison.Ordinal));
        await File.WriteAllTextAsync(one.ConfigFile, first.Replace("datastoreEndpoint: \"\"", endpoint, StringComparison.Ordinal).Replace("nodeName: alice-node", "nodeName: first-node", StringComparison.Ordinal));
        await File.WriteAllTextAsync(
            two.ConfigFile,
            second.Replace("datastoreEndpoint: \"\"", endpoint, StringComparison.Ordinal).Replace("nodeName: alice-node", "nodeName: second-node", StringComparison.Ordinal).Replace(other, key, StringComparison.Ordinal));
    }

    private static async Task<string> LeaderAsync(NodeProcess node, string name)
    {
        Lease lease = await node.WaitForAsync(Kinds.Lease, LeaseName, l => l.Spec?.HolderIdentity?.StartsWith($"{name}_", StringComparison.Ordinal) == true, $"held by {name}", Deadline);
        return lease.Spec!.HolderIdentity!; // it has one
    }

    private static async Task SignalAsync(NodeProcess node, string signal)
    {
        using System.Diagnostics.Process kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", node.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static async Task UntilReadyzSaysAsync(NodeProcess node, string text)
    {
        long begin = TimeProvider.System.GetTimestamp();
        string said;
        do
        {
            (_, said) = await node.AdminAsync(HttpMethod.Get, "/readyz?verbose");
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < Deadline, $"/readyz does not say '{text}', but {said}");
        }
        while (!said.Contains(text, StringComparison.Ordinal));
    }

    // Only a controller makes the namespace of a domain.
    private static async Task DomainAsync(NodeProcess node, string name)
    {
        await node.Client.CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = name }, Spec = new DomainSpec() }, CancellationToken.None);
        await node.WaitForAsync(Kinds.Namespace, ResourceName.Cluster(name), _ => true, "made", Deadline);
    }
}
