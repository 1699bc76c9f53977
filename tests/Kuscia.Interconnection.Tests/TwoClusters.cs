using Kuscia.Controllers.Jobs;

namespace Kuscia.Interconnection.Tests;

/// <summary>Alice and bob, each following the other, with direct clients in place of gateways.</summary>
internal sealed class TwoClusters : IAsyncDisposable
{
    public TwoClusters(JobOptions? bob = null)
    {
        Alice = new Cluster("alice", Host);
        Bob = new Cluster("bob", Host, bob);
    }

    public Cluster Alice { get; }

    public Cluster Bob { get; }

    public async Task StartAsync()
    {
        await Alice.StartAsync("bob");
        await Bob.StartAsync("alice");
    }

    public async ValueTask DisposeAsync()
    {
        await Alice.DisposeAsync();
        await Bob.DisposeAsync();
    }

    private Kuscia.Testing.Clients.MemoryResourceClient Host(string domain) => domain == "alice" ? Alice.Client : Bob.Client;
}
