using System.Text.Json.Nodes;
using KubeFate.Service;
using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>What goes wrong in the middle is told, and nothing is left half done or forgotten.</summary>
public sealed class FaultTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task An_API_server_that_goes_away_in_an_installation_leaves_a_cluster_that_can_be_deleted()
    {
        await world.Kubelet.PrepareAsync(["ns-away"], "ready");
        await using FateService service = await world.StartServiceAsync(world.NewDatabase());
        using ServiceClient client = await ServiceClient.EnterAsync(service.Port);
        await client.UploadAsync("demo-1.0.0.tgz");
        world.Front.LeaveAfter(writes: 3);

        JsonNode failed = await client.EndAsync(await client.InstallAsync("away", "ns-away"));
        JsonNode cluster = (await client.SendAsync(HttpMethod.Get, "/v1/cluster/"))["data"]![0]!;
        world.Front.Return();
        JsonNode deleted = await client.EndAsync((await client.SendAsync(HttpMethod.Delete, $"/v1/cluster/{cluster["uuid"]}"))["data"]!["uuid"]!.ToString());

        Assert.Equal("Failed", failed["status"]!.ToString());
        Assert.Contains("could not be removed", failed["reasons"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("Failed", cluster["status"]!.ToString());
        Assert.Equal("Success", deleted["status"]!.ToString());
        await world.Kubelet.SettledAsync();
        await world.Kubelet.SettledAsync();
        Assert.Equal([], await world.Kubelet.ObjectsAsync("ns-away"));
    }
}
