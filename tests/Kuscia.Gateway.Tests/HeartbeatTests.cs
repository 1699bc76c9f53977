using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;
using Kuscia.Model.Meta;

namespace Kuscia.Gateway.Tests;

public sealed class HeartbeatTests
{
    [Fact]
    public async Task Name_without_the_token_is_no_sign_of_life_not_even_after_a_restart()
    {
        static GatewayOptions Quick(GatewayOptions o) => o with { ExternalProtocol = ExternalProtocol.NoTls, Timing = o.Timing with { HeartbeatTimeout = TimeSpan.FromSeconds(2) } };
        await using NodePair pair = await NodePair.StartAsync(bob: Quick);
        ResourceName route = new("bob", "alice-bob");
        await pair.Bob.WaitAsync(Kinds.DomainRoute, route, r => r?.Status?.Conditions?.Any(c => c is { Type: "Heartbeat", Status: "True" }) == true);
        await pair.Alice.StopGatewayAsync();
        await pair.Bob.RestartGatewayAsync();
        using CancellationTokenSource enough = new();
        using HttpClient stranger = new();

        Task<string> probing = ProbeAsync(stranger, pair.Bob, enough.Token);
        await pair.Bob.WaitAsync(Kinds.DomainRoute, route, r => r?.Status?.Conditions?.Any(c => c is { Type: "Heartbeat", Status: "False" }) == true);
        await enough.CancelAsync();

        Assert.Equal("{\"namespace\":\"bob\",\"state\":0}", await probing);
    }

    private static async Task<string> ProbeAsync(HttpClient stranger, TestNode node, CancellationToken cancellationToken)
    {
        string answer = "";
        while (!cancellationToken.IsCancellationRequested)
        {
            using HttpRequestMessage probe = new(HttpMethod.Get, $"http://{node.External}/handshake");
            probe.Headers.Add("Kuscia-Host", "kuscia-handshake.bob.svc");
            probe.Headers.Add("Kuscia-Source", "alice");
            probe.Headers.Add("Kuscia-Token-Revision", "1");
            using HttpResponseMessage response = await stranger.SendAsync(probe, CancellationToken.None);
            answer = await response.Content.ReadAsStringAsync(CancellationToken.None);
        }

        return answer;
    }
}
