using System.Text.Json.Nodes;
using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>A service that is killed in the middle of something: the next one ends it, and what stands is what is told.</summary>
public sealed class KillTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task An_installation_that_was_killed_after_some_writes_succeeds(int writes)
    {
        string ns = $"ns-kill-{writes}", folder = world.NewFolder();
        await world.Kubelet.PrepareAsync([ns], "ready");
        string job, token;
        using (ServiceProcess first = await ServiceProcess.StartAsync(folder, world.Kubeconfig))
        using (ServiceClient client = await ServiceClient.EnterAsync(first.Port))
        {
            await client.UploadAsync("demo-1.0.0.tgz");
            Task held = world.Front.HoldAfter(writes);
            job = await client.InstallAsync("kill", ns);
            await held.WaitAsync(TimeSpan.FromMinutes(2));
            await first.KillAsync();
            token = client.Token;
        }

        world.Front.Return();
        using ServiceProcess second = await ServiceProcess.StartAsync(folder, world.Kubeconfig);
        using ServiceClient again = await ServiceClient.EnterAsync(second.Port, token);
        JsonNode ended = await again.EndAsync(job);

        Assert.Equal("Success", ended["status"]!.ToString());
        Assert.Equal("Running", (await again.SendAsync(HttpMethod.Get, $"/v1/cluster/{ended["cluster_id"]}"))["data"]!["status"]!.ToString());
        Assert.Equal(
            ["ConfigMap/demo-config", "Deployment/web", "Secret/sh.helm.release.v1.kill.v1", "Service/web", "StatefulSet/store"],
            (await world.Kubelet.ObjectsAsync(ns)).Where(static name => !name.StartsWith("Pod/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_deletion_that_was_killed_leaves_nothing()
    {
        string folder = world.NewFolder();
        await world.Kubelet.PrepareAsync(["ns-kill-del"], "ready");
        string job, token;
        using (ServiceProcess first = await ServiceProcess.StartAsync(folder, world.Kubeconfig))
        using (ServiceClient client = await ServiceClient.EnterAsync(first.Port))
        {
            await client.UploadAsync("demo-1.0.0.tgz");
            JsonNode installed = await client.EndAsync(await client.InstallAsync("gone", "ns-kill-del"));
            Task held = world.Front.HoldAfter(3);
            job = (await client.SendAsync(HttpMethod.Delete, $"/v1/cluster/{installed["cluster_id"]}"))["data"]!["uuid"]!.ToString();
            await held.WaitAsync(TimeSpan.FromMinutes(2));
            await first.KillAsync();
            token = client.Token;
        }

        world.Front.Return();
        using ServiceProcess second = await ServiceProcess.StartAsync(folder, world.Kubeconfig);
        using ServiceClient again = await ServiceClient.EnterAsync(second.Port, token);
        JsonNode ended = await again.EndAsync(job);

        Assert.Equal("Success", ended["status"]!.ToString());
        Assert.Equal("[]", (await again.SendAsync(HttpMethod.Get, "/v1/cluster/"))["data"]!.ToJsonString());
        await world.Kubelet.SettledAsync();
        await world.Kubelet.SettledAsync();
        Assert.Equal([], await world.Kubelet.ObjectsAsync("ns-kill-del"));
    }

    [Fact]
    public async Task An_update_that_was_killed_succeeds_and_its_release_is_the_one_that_stands()
    {
        string folder = world.NewFolder();
        await world.Kubelet.PrepareAsync(["ns-kill-up"], "ready");
        string job, token;
        using (ServiceProcess first = await ServiceProcess.StartAsync(folder, world.Kubeconfig))
        using (ServiceClient client = await ServiceClient.EnterAsync(first.Port))
        {
            await client.UploadAsync("demo-1.0.0.tgz");
            await client.EndAsync(await client.InstallAsync("newer", "ns-kill-up"));
            Task held = world.Front.HoldAfter(2);
            string data = Convert.ToBase64String("""{"name":"newer","namespace":"ns-kill-up","chartName":"demo","chartVersion":"1.0.0","web":{"tag":"2.0"}}"""u8);
            job = (await client.SendAsync(HttpMethod.Put, "/v1/cluster", $$"""{"name":"newer","namespace":"ns-kill-up","chart_name":"demo","chart_version":"1.0.0","data":"{{data}}"}"""))["data"]!["uuid"]!.ToString();
            await held.WaitAsync(TimeSpan.FromMinutes(2));
            await first.KillAsync();
            token = client.Token;
        }

        world.Front.Return();
        using ServiceProcess second = await ServiceProcess.StartAsync(folder, world.Kubeconfig);
        using ServiceClient again = await ServiceClient.EnterAsync(second.Port, token);
        JsonNode ended = await again.EndAsync(job);

        Assert.Equal("Success", ended["status"]!.ToString());
        JsonNode cluster = (await again.SendAsync(HttpMethod.Get, $"/v1/cluster/{ended["cluster_id"]}"))["data"]!;
        Assert.Equal("Running", cluster["status"]!.ToString());
        Assert.Equal("2.0", cluster["Spec"]!["web"]!["tag"]!.ToString());
        Assert.Equal("example.org/web:2.0", await world.Kubelet.ImageAsync("ns-kill-up", "web"));
    }
}
