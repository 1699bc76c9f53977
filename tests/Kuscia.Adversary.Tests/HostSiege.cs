using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Adversary.Tests;

/// <summary>alice, a real node whose operator approves the jobs of partners by hand; bob, a partner whose port and mailbox are the test's; carol, a partner by name.</summary>
public sealed class HostSiege : IAsyncLifetime
{
    /// <summary>Name of alice's own job, table and grant.</summary>
    internal const string Treasure = "treasure";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-adversary-").FullName;
    private readonly PartnerKey _bobKey = PartnerKey.Create("bob");
    private Victim? _alice;
    private HostileHost? _bob;
    private int _sentinels;

    internal Victim Alice => _alice ?? throw new InvalidOperationException("not started");

    internal NodeProcess Node => Alice.Node;

    internal HostileHost Bob => _bob ?? throw new InvalidOperationException("not started");

    internal PartnerKey BobKey => _bobKey;

    internal X509Certificate2 VictimCertificate { get; private set; } = null!; // Set before the first test.

    internal IReadOnlyList<ApiResource> Resources { get; private set; } = [];

    public async Task InitializeAsync()
    {
        NodeProcess node = await NodeProcess.CreateAsync("alice", _folder, settings: "enableWorkloadApprove: true\n");
        _alice = new Victim(node);
        await node.StartAsync();
        VictimCertificate = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Path.Combine(node.Certs, "domain.crt")));
        _bob = await HostileHost.StartAsync(_bobKey, VictimCertificate);
        using PartnerKey carol = _bobKey.Named("carol");
        await Alice.AdmitAsync(_bobKey);
        await Alice.AdmitAsync(carol);
        await Alice.JoinAsync(_bobKey, Bob.Endpoint);
        Resources = await ApiResource.AllAsync(node);
        await PlantTreasuresAsync();
        await Alice.AwaitReadyAsync("bob");
        StoreSnapshot before = await LookAsync();
        await AwaitTakenAsync();
        Report.Empty(await WithdrawAsync(before));
    }

    public async Task DisposeAsync()
    {
        await (_alice?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_bob?.DisposeAsync() ?? ValueTask.CompletedTask);
        _bobKey.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal Task<StoreSnapshot> LookAsync() => StoreSnapshot.TakeAsync(Node, Resources);

    /// <summary>Puts an honest job, table and grant behind everything that lies in the mailbox and waits until alice has taken them, but for a blocked kind: by then she has seen the rest.</summary>
    internal async Task AwaitTakenAsync(string? blocked = null)
    {
        // Twice, as several workers take what is there: the second set begins when the first, and with it all before, is under way.
        for (int i = 0; i < 2; i++)
        {
            string name = $"sentinel-{Interlocked.Increment(ref _sentinels)}";
            Bob.Mailbox.Put(MailboxObject.JobSummary(name, "bob", "alice"));
            Bob.Mailbox.Put(MailboxObject.Job(name, "bob", "alice", "secretflow-image"));
            Bob.Mailbox.Put(MailboxObject.Data(name, "bob", "alice"));
            Bob.Mailbox.Put(MailboxObject.Grant(name, name, "bob", "alice"));
            await AwaitTakenAsync(Kinds.KusciaJob, TwoNodes.Job(name), blocked);
            await AwaitTakenAsync(Kinds.DomainData, new ResourceName("alice", name), blocked);
            await AwaitTakenAsync(Kinds.DomainDataGrant, new ResourceName("alice", name), blocked);
        }
    }

    // A job comes with its summary: either of them keeps it away.
    private async Task AwaitTakenAsync<T>(ResourceKind<T> kind, ResourceName name, string? blocked)
        where T : Resource
    {
        if (blocked != kind.Kind && blocked != kind.Kind + "Summary")
        {
            await Node.WaitForAsync(kind, name, _ => true, "taken from bob, whose other objects are spoilt", Limit);
        }
    }

    /// <summary>As <see cref="AwaitTakenAsync(string)"/>; tells what was not taken instead of failing.</summary>
    internal async Task<IReadOnlyList<string>> TakenFaultsAsync(string? blocked)
    {
        try
        {
            await AwaitTakenAsync(blocked);
            return [];
        }
        catch (TimeoutException e)
        {
            return [e.Message[..Math.Min(e.Message.Length, 300)]];
        }
    }

    /// <summary>Takes everything out of the mailbox and waits until alice's store is as it was before; what stays different otherwise.</summary>
    internal async Task<IReadOnlyList<string>> WithdrawAsync(StoreSnapshot before)
    {
        Bob.Mailbox.Clear();
        IReadOnlyList<string> left = [];
        try
        {
            await Eventually.TrueAsync(async () => (left = before.ChangesTo(await LookAsync())).Count == 0, () => "left behind", TimeSpan.FromSeconds(20));
        }
        catch (Xunit.Sdk.XunitException)
        {
            return [.. left.Select(l => $"after the withdrawal: {l}")];
        }

        return [];
    }

    private async Task PlantTreasuresAsync()
    {
        JsonObject data = MailboxObject.Data(Treasure, "alice", "alice");
        await CreateAsync("alice", "domaindatas", data);
        await CreateAsync("alice", "domaindatagrants", MailboxObject.Grant(Treasure, Treasure, "alice", "carol"));
        await CreateAsync("cross-domain", "kusciajobs", MailboxObject.Job(Treasure, "alice", "carol", "secretflow-image"));
        await Node.WaitForAsync(Kinds.KusciaJobSummary, new ResourceName("carol", Treasure), _ => true, "published", Limit);
        await Node.WaitForAsync(Kinds.KusciaJob, TwoNodes.Job(Treasure), j => j.Status?.Phase == JobPhase.AwaitingApproval, "waiting for carol", Limit);
        await Node.WaitForAsync(Kinds.DomainDataGrant, new ResourceName("carol", Treasure), _ => true, "copied", Limit);
        await Node.WaitForAsync(Kinds.DomainDataGrant, new ResourceName("alice", Treasure), g => g.Status is not null, "judged", Limit);
    }

    private async Task CreateAsync(string @namespace, string plural, JsonObject value)
    {
        value["metadata"] = new JsonObject { ["name"] = Treasure };
        (int status, string answer) = await Node.AdminAsync(HttpMethod.Post, $"/apis/kuscia.secretflow/v1alpha1/namespaces/{@namespace}/{plural}", value.ToJsonString());
        Assert.True(status == 201, answer);
    }
}
