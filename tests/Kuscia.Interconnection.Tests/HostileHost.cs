using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Jobs;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Clients;

namespace Kuscia.Interconnection.Tests;

/// <summary>Alice's control plane with the partners bob and carol; bob's API is in the hands of somebody who writes into alice's mailbox what he likes.</summary>
internal sealed class HostileHost : IAsyncDisposable
{
    private readonly MemoryResourceClient _alice = new(TimeProvider.System);
    private readonly MemoryResourceClient _carol = new(TimeProvider.System);

    public HostileHost(bool approve = false)
    {
        Bob = new MemoryResourceClient(TimeProvider.System);
        BobHeard = new HeldWatches(Bob);
        Alice = new Cluster("alice", _alice, h => h == "bob" ? BobHeard : _carol, new JobOptions { EnableWorkloadApprove = approve });
    }

    public Cluster Alice { get; }

    /// <summary>Bob's API.</summary>
    public MemoryResourceClient Bob { get; }

    /// <summary>Alice's way to it.</summary>
    public HeldWatches BobHeard { get; }

    public Task StartAsync() => Alice.StartAsync("bob", "carol");

    /// <summary>A job of bob's as a host mirrors it, with its summary.</summary>
    public async Task<KusciaJob> MailJobAsync(string name, Func<KusciaJob, KusciaJob>? change = null, KusciaJobStatus? status = null)
    {
        KusciaJob job = Samples.Job(name, "bob", "bob", "alice");
        job = job with { Metadata = Mailed(name) };
        job = change is null ? job : change(job);
        KusciaJobSummary summary = new()
        {
            Metadata = Mailed(job.Metadata.Name ?? ""),
            Spec = new KusciaJobSummarySpec { Stage = "Create", StageTrigger = "bob" },
            Status = status ?? new KusciaJobStatus { Phase = JobPhase.AwaitingApproval },
        };
        await Bob.CreateAsync(Kinds.KusciaJobSummary, summary, default);
        return await Bob.CreateAsync(Kinds.KusciaJob, job, default);
    }

    /// <summary>Many tables, <c>PREFIX-0</c> first.</summary>
    public async Task MailManyAsync(string prefix, string author, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await MailDataAsync($"{prefix}-{i}", author);
        }
    }

    public Task<DomainData> MailDataAsync(string name, string author, Func<DomainData, DomainData>? change = null)
    {
        DomainData data = new()
        {
            Metadata = Mailed(name),
            Spec = new DomainDataSpec { Author = author, Name = name, Type = "table", RelativeURI = "t.csv", DataSource = "default-data-source" },
        };
        return Bob.CreateAsync(Kinds.DomainData, change is null ? data : change(data), default);
    }

    public Task<DomainDataGrant> MailGrantAsync(string name, string author, string grantee) => Bob.CreateAsync(
        Kinds.DomainDataGrant,
        new DomainDataGrant { Metadata = Mailed(name), Spec = new DomainDataGrantSpec { Author = author, DomainDataID = "secret", GrantDomain = grantee } },
        default);

    /// <summary>The summary of a job at bob's, when it is as wanted.</summary>
    public async Task<KusciaJobSummary> SummaryAsync(string name, Func<KusciaJobSummary, bool> until)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await foreach (WatchEvent<KusciaJobSummary> change in Bob.WatchAsync(Kinds.KusciaJobSummary, "alice", ListOptions.All, limit.Token))
        {
            if (change.Resource.Metadata.Name == name && until(change.Resource))
            {
                return change.Resource;
            }
        }

        throw new TimeoutException($"summary {name} did not become as wanted");
    }

    public Task WriteSummaryAsync(string name, JsonObject patch) => Bob.PatchAsync(Kinds.KusciaJobSummary, new ResourceName("alice", name), patch, null, default);

    public async ValueTask DisposeAsync()
    {
        await Alice.DisposeAsync();
        _alice.Dispose();
        _carol.Dispose();
        Bob.Dispose();
    }

    public static ObjectMeta Mailed(string name) => new()
    {
        Name = name,
        Namespace = "alice",
        Annotations = new Dictionary<string, string> { [WellKnownAnnotations.Initiator] = "bob", [WellKnownAnnotations.InterconnKusciaParties] = "alice" },
    };
}
