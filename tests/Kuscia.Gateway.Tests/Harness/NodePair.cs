namespace Kuscia.Gateway.Tests.Harness;

/// <summary>alice and bob, authorised both ways and ready.</summary>
internal sealed class NodePair : IAsyncDisposable
{
    private NodePair(TestNode alice, TestNode bob)
    {
        Alice = alice;
        Bob = bob;
    }

    public TestNode Alice { get; }

    public TestNode Bob { get; }

    public static async Task<NodePair> StartAsync(
        Func<GatewayOptions, GatewayOptions>? alice = null, Func<GatewayOptions, GatewayOptions>? bob = null, int rollingPeriod = 86400, bool realApi = false, TimeProvider? time = null, TimeProvider? aliceTime = null)
    {
        TestNode[] nodes = await Task.WhenAll(TestNode.StartAsync("alice", alice, realApi: realApi, time: aliceTime ?? time), TestNode.StartAsync("bob", bob, realApi: realApi, time: time));
        NodePair pair = new(nodes[0], nodes[1]);
        await pair.Alice.AddPartnerAsync(pair.Bob);
        await pair.Bob.AddPartnerAsync(pair.Alice);
        await pair.Alice.JoinAsync(pair.Bob, s => s with { TokenConfig = s.TokenConfig! with { RollingUpdatePeriod = rollingPeriod } }); // set by JoinAsync
        await pair.Bob.JoinAsync(pair.Alice);
        await Task.WhenAll(
            pair.Alice.WaitForReadyAsync("alice-bob"), pair.Bob.WaitForReadyAsync("alice-bob"), pair.Bob.WaitForReadyAsync("bob-alice"), pair.Alice.WaitForReadyAsync("bob-alice"));
        return pair;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Alice.DisposeAsync().AsTask(), Bob.DisposeAsync().AsTask());
    }
}
