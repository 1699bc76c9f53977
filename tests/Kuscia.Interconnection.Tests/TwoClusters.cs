using Kuscia.Controllers.Jobs;
using Kuscia.Model;
using Kuscia.Model.Resources;
using Kuscia.Testing.Clients;

namespace Kuscia.Interconnection.Tests;

/// <summary>Alice and bob over stores in memory, each following the other, with direct clients in place of gateways.</summary>
internal sealed class TwoClusters : IAsyncDisposable
{
    private readonly MemoryResourceClient _alice = new(TimeProvider.System);
    private readonly MemoryResourceClient _bob = new(TimeProvider.System);

    public TwoClusters(JobOptions? bob = null)
    {
        AliceFromBob = _alice.AnotherWay();
        BobFromAlice = _bob.AnotherWay();
        BobHears = new HeldWatches(AliceFromBob);
        AliceHears = new HeldWatches(_alice);
        Alice = new Cluster("alice", AliceHears, _ => BobFromAlice);
        Bob = new Cluster("bob", _bob, _ => BobHears, bob);
    }

    /// <summary>What bob hears of his mailbox at alice's, kind by kind.</summary>
    public HeldWatches BobHears { get; }

    /// <summary>What alice's own loops hear of her API, kind by kind.</summary>
    public HeldWatches AliceHears { get; }

    /// <summary>Alice's API as bob reaches it.</summary>
    public MemoryResourceClient AliceFromBob { get; }

    /// <summary>Bob's API as alice reaches it.</summary>
    public MemoryResourceClient BobFromAlice { get; }

    public Cluster Alice { get; }

    public Cluster Bob { get; }

    public IReadOnlyList<Cluster> Both => [Alice, Bob];

    public async Task StartAsync()
    {
        await Alice.StartAsync("bob");
        await Bob.StartAsync("alice");
    }

    /// <summary>Starts both, and a job of both whose engines run until they are told.</summary>
    public async Task<KusciaJob> StartWithRunningJobAsync(ScheduleConfig? schedule = null)
    {
        Alice.Agent.Script = _ => null;
        Bob.Agent.Script = _ => null;
        await StartAsync();
        KusciaJob job = Samples.Job("job-1", "alice", "alice", "bob");
        await Alice.SubmitAsync(job with { Spec = job.Spec! with { Tasks = [job.Spec.Tasks![0] with { ScheduleConfig = schedule }] } });
        return await Bob.JobAsync("job-1", j => j.Status?.TaskStatus?.Values.FirstOrDefault() == TaskPhase.Running);
    }

    /// <summary>Waits until the job is so on both sides, for the reason given, and nothing runs any more.</summary>
    public async Task BothEndAsync(string phase, string reason)
    {
        foreach (Cluster cluster in Both)
        {
            KusciaJob ended = await cluster.JobPhaseAsync("job-1", phase);
            Assert.Equal(reason, ended.Status!.Reason);
            await cluster.NoneAsync(Kinds.Pod, _ => true);
        }
    }

    /// <summary>Restarts the job on one side, with engines that succeed, and waits until it has succeeded on both.</summary>
    public async Task RestartAsync(Cluster at)
    {
        foreach (Cluster cluster in Both)
        {
            cluster.Agent.Script = _ => new Run(0);
        }

        await at.LabelAsync("job-1", JobStage.Restart);
        foreach (Cluster cluster in Both)
        {
            await cluster.JobPhaseAsync("job-1", JobPhase.Succeeded);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Alice.DisposeAsync();
        await Bob.DisposeAsync();
        foreach (MemoryResourceClient client in new[] { _alice, _bob, AliceFromBob, BobFromAlice })
        {
            client.Dispose();
        }
    }
}
