using Kuscia.Gateway.Tests.Harness;

namespace Kuscia.Gateway.Tests;

public sealed class StateProbeTests(SharedPair shared) : IClassFixture<SharedPair>
{
    [Theory]
    [InlineData("alice", "1", 0)]
    [InlineData("alice", "9", 4)]
    [InlineData("carol", "1", 5)]
    [InlineData("alice", null, 2)]
    [InlineData(null, "1", 1)]
    public async Task Probe_tells_the_state_of_a_revision(string? source, string? revision, int state)
    {
        NodePair pair = shared.Pair;
        using HttpClient peer = new();
        using HttpRequestMessage request = new(HttpMethod.Get, $"http://{pair.Bob.External}/handshake");
        request.Headers.Add("Kuscia-Host", "kuscia-handshake.bob.svc");
        request.Headers.TryAddWithoutValidation("Kuscia-Source", source);
        request.Headers.TryAddWithoutValidation("Kuscia-Token-Revision", revision);

        using HttpResponseMessage response = await peer.SendAsync(request);

        Assert.Equal($"{{\"namespace\":\"bob\",\"state\":{state}}}", await response.Content.ReadAsStringAsync());
    }
}
