using Kuscia.Client.Resources;
using Kuscia.Model.Resources;
using Kuscia.Testing.Clients;

namespace Kuscia.Interconnection.Tests;

/// <summary>Alice and bob over stores in memory; the loops of one of them can be killed after a number of writes and started again. Its tasks run on.</summary>
internal sealed class KilledNode : IAsyncDisposable
{
    private readonly MemoryResourceClient _alice = new(TimeProvider.System);
    private readonly MemoryResourceClient _bob = new(TimeProvider.System);
    private readonly FakeAgent _agent;
    private readonly string _victim;
    private Cluster _mortal;

    public KilledNode(string victim)
    {
        _victim = victim;
        _mortal = Make(victim, new Lifetime(int.MaxValue));
        Other = victim == "alice" ? new Cluster("bob", _bob, _ => _alice) : new Cluster("alice", _alice, _ => _bob);
        _agent = new FakeAgent(StoreOf(victim), $"{victim}-node");
    }

    /// <summary>The one that lives.</summary>
    public Cluster Other { get; }

    /// <summary>The one that is killed, as it is now.</summary>
    public Cluster Victim => _mortal;

    public Cluster Alice => _victim == "alice" ? _mortal : Other;

    /// <summary>How pods end on both sides; null leaves them running.</summary>
    public Func<Model.Core.Pod, Run?> Script
    {
        set
        {
            _agent.Script = value;
            Other.Agent.Script = value;
        }
    }

    public async Task StartAsync()
    {
        await _mortal.PrepareAsync(Other.Domain);
        await Other.PrepareAsync(_victim);
        await _mortal.StartLoopsAsync();
        await Other.StartLoopsAsync();
        _agent.Start();
        Other.Agent.Start();
    }

    /// <summary>Does something while the loops of the victim have a number of writes to live, and starts them again when they are dead or the thing is done.</summary>
    /// <returns>The writes made.</returns>
    public async Task<int> KillAsync(int writes, Func<Task> act, Func<Task> done)
    {
        await _mortal.DisposeAsync();
        Lifetime life = new(writes);
        _mortal = Make(_victim, life);
        await _mortal.StartLoopsAsync();
        await act();
        await Task.WhenAny(life.Died, done());
        await _mortal.DisposeAsync();
        _mortal = Make(_victim, new Lifetime(int.MaxValue));
        await _mortal.StartLoopsAsync();
        return life.Writes;
    }

    public async Task BothRunAsync()
    {
        foreach (Cluster cluster in (Cluster[])[_mortal, Other])
        {
            await cluster.JobAsync("job-1", j => j.Status?.TaskStatus?.Values.FirstOrDefault() == TaskPhase.Running);
        }
    }

    public async Task BothAsync(string phase)
    {
        foreach (Cluster cluster in (Cluster[])[_mortal, Other])
        {
            KusciaJob job = await cluster.JobPhaseAsync("job-1", phase);
            Assert.Equal(phase, job.Status?.Phase);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _mortal.DisposeAsync();
        await Other.DisposeAsync();
        await _agent.DisposeAsync();
        _alice.Dispose();
        _bob.Dispose();
    }

    private MemoryResourceClient StoreOf(string domain) => domain == "alice" ? _alice : _bob;

    private Cluster Make(string domain, Lifetime life)
    {
        IResourceClient partner = StoreOf(domain == "alice" ? "bob" : "alice");
        return new Cluster(domain, new MortalClient(StoreOf(domain), life), _ => new MortalClient(partner, life), outside: StoreOf(domain));
    }
}
