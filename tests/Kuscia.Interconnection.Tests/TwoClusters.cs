using Kuscia.Controllers.Jobs;
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
        Alice = new Cluster("alice", _alice, _ => BobFromAlice);
        Bob = new Cluster("bob", _bob, _ => AliceFromBob, bob);
    }

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
