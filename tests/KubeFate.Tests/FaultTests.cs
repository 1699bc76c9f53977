using System.Text.Json.Nodes;
using KubeFate.Service;
using KubeFate.Tests.Replay;
using Kuscia.Helm.Charts;

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

    [Fact]
    public async Task A_chart_with_an_error_in_template_37_installs_nothing_and_names_the_template()
    {
        await world.Kubelet.PrepareAsync(["ns-37"], "ready");
        await using FateService service = await world.StartServiceAsync(world.NewDatabase());
        using ServiceClient client = await ServiceClient.EnterAsync(service.Port);
        List<ChartFile> files = [Text("Chart.yaml", "apiVersion: v2\nname: many\nversion: 1.0.0\n"), Text("values.yaml", ""), Text("values-template.yaml", "partyName: {{ .name }}\n")];
        files.AddRange(Enumerable.Range(1, 40).Select(i => Text($"templates/{i:00}.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{i}}}\ndata: {{a: {(i == 37 ? "{{ .Values.no.such.thing }}" : "b")}}}\n")));
        await client.UploadAsync("many.tgz", ChartPacker.Pack(new ChartLoader().LoadFiles(files), TimeProvider.System.GetUtcNow()));

        JsonNode failed = await client.EndAsync(await client.InstallAsync("many", "ns-37", "many"));

        Assert.Equal("Failed", failed["status"]!.ToString());
        Assert.Contains("many/templates/37.yaml:4", failed["states"]!.AsArray()[^1]!.ToString(), StringComparison.Ordinal);
        Assert.Equal([], await world.Kubelet.ObjectsAsync("ns-37"));
        Assert.Equal("[]", (await client.SendAsync(HttpMethod.Get, "/v1/cluster/"))["data"]!.ToJsonString());
    }

    [Theory]
    [InlineData("x'); DROP TABLE jobs; --")]
    [InlineData("{{ .Values.secret }}")]
    [InlineData("../../etc")]
    public async Task A_name_that_is_none_is_refused_by_Helm_and_does_nothing_else(string name)
    {
        await world.Kubelet.PrepareAsync(["ns-inject"], "ready");
        await using FateService service = await world.StartServiceAsync(world.NewDatabase());
        using ServiceClient client = await ServiceClient.EnterAsync(service.Port);
        await client.UploadAsync("demo-1.0.0.tgz");

        JsonNode failed = await client.EndAsync(await client.InstallAsync(name, "ns-inject"));

        Assert.Equal("Failed", failed["status"]!.ToString());
        Assert.Contains("release name", failed["states"]!.AsArray()[^1]!.ToString(), StringComparison.Ordinal);
        Assert.Equal([], await world.Kubelet.ObjectsAsync("ns-inject"));
        Assert.Single((await client.SendAsync(HttpMethod.Get, "/v1/job/"))["data"]!.AsArray());
    }

    [Theory]
    [InlineData("/v1/cluster/' OR '1'='1")]
    [InlineData("/v1/job/%27%20OR%201=1%20--")]
    [InlineData("/v1/chart/%22%20OR%201=1")]
    public async Task A_path_that_carries_SQL_finds_nothing(string path)
    {
        await using FateService service = await world.StartServiceAsync(world.NewDatabase());
        using ServiceClient client = await ServiceClient.EnterAsync(service.Port);
        await client.UploadAsync("demo-1.0.0.tgz");

        JsonNode answer = await client.SendAsync(HttpMethod.Get, path);

        Assert.Equal("record not found", answer["error"]!.ToString());
    }

    private static ChartFile Text(string name, string text) => new(name, System.Text.Encoding.UTF8.GetBytes(text));
}
