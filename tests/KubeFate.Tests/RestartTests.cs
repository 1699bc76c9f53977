using System.Text.Json.Nodes;
using KubeFate.Service;
using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>A job that one service began is ended by the next.</summary>
public sealed class RestartTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task An_installation_goes_on_after_a_restart_and_tokens_stay_good()
    {
        await world.Kubelet.PrepareAsync(["ns-again-up"], "pods stay Pending (ImagePullBackOff)");
        string database = world.NewDatabase(), token, job;
        await using (FateService first = await world.StartServiceAsync(database))
        {
            using ServiceClient client = await ServiceClient.EnterAsync(first.Port);
            await client.UploadAsync("demo-1.0.0.tgz");
            job = await client.InstallAsync("up-1", "ns-again-up");
            JsonNode waiting = await client.UntilAsync(job, row => row["reasons"]?.ToJsonString().Contains("module web: 0/1, pod web-6c9f7b5d48-p0000, container app: ImagePullBackOff", StringComparison.Ordinal) == true);
            Assert.Equal("Running", waiting["status"]!.ToString());
            token = client.Token;
        }

        world.Kubelet.SetMode("ns-again-up", "ready");
        await using FateService second = await world.StartServiceAsync(database);
        using ServiceClient again = await ServiceClient.EnterAsync(second.Port, token);

        JsonNode ended = await again.EndAsync(job);

        Assert.Equal("job run Success", ended["states"]!.AsArray()[^1]!.ToString());
    }

    [Fact]
    public async Task Two_services_on_one_database_run_each_job_once()
    {
        string[] namespaces = ["ns-both-1", "ns-both-2", "ns-both-3", "ns-both-4"];
        await world.Kubelet.PrepareAsync(namespaces, "ready");
        string database = world.NewDatabase();
        await using FateService first = await world.StartServiceAsync(database);
        await using FateService second = await world.StartServiceAsync(database);
        using ServiceClient one = await ServiceClient.EnterAsync(first.Port);
        using ServiceClient other = await ServiceClient.EnterAsync(second.Port, one.Token);
        await one.UploadAsync("demo-1.0.0.tgz");
        string[] jobs = [await one.InstallAsync("both", namespaces[0]), await other.InstallAsync("both", namespaces[1]), await one.InstallAsync("both", namespaces[2]), await other.InstallAsync("both", namespaces[3])];

        JsonNode[] ended = await Task.WhenAll(jobs.Select(other.EndAsync));

        Assert.All(ended, static job => Assert.Equal("Success", job["status"]!.ToString()));
        Assert.All(ended, static job => Assert.Single(job["states"]!.AsArray(), static state => state!.ToString() == "helm install Success"));
        Assert.Equal(4, (await one.SendAsync(HttpMethod.Get, "/v1/cluster/"))["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Of_two_installations_of_one_name_at_once_one_succeeds_and_stands()
    {
        await world.Kubelet.PrepareAsync(["ns-twice"], "ready");
        await using FateService service = await world.StartServiceAsync(world.NewDatabase());
        using ServiceClient client = await ServiceClient.EnterAsync(service.Port);
        await client.UploadAsync("demo-1.0.0.tgz");
        string install = $$"""{"name":"twice","namespace":"ns-twice","chart_name":"demo","chart_version":"1.0.0","data":"{{Convert.ToBase64String("name: twice\nnamespace: ns-twice"u8)}}"}""";

        JsonNode[] answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.SendAsync(HttpMethod.Post, "/v1/cluster", install)));
        JsonNode[] ended = await Task.WhenAll(answers.Where(answer => answer["data"] is not null).Select(answer => client.EndAsync(answer["data"]!["uuid"]!.ToString())));

        Assert.Single(ended, static job => job["status"]!.ToString() == "Success");
        Assert.Single((await client.SendAsync(HttpMethod.Get, "/v1/cluster/"))["data"]!.AsArray(), static cluster => cluster!["status"]!.ToString() == "Running");
        Assert.Contains("Secret/sh.helm.release.v1.twice.v1", await world.Kubelet.ObjectsAsync("ns-twice"));
    }
}
