using System.Text.Json.Nodes;
using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>The charts and files of cluster.yaml that are shipped: they install on our API server, with the kinds, names and labels that people and scripts know.</summary>
public sealed class ShippedChartTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("cluster.yaml", "fate")]
    [InlineData("cluster-serving.yaml", "fate-serving")]
    public async Task Objects_have_the_names_and_labels_of_the_original(string sample, string chart)
    {
        string name = sample == "cluster.yaml" ? "fate-9999" : "fate-serving-9999";
        JsonArray objects = await InstallAsync(sample, chart, name);

        string[] wanted = [.. JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Scenarios.Folder, "objects.json")))![sample]!.AsArray().Select(item => Line(item!, item!["labels"]!))];

        Assert.Equal(wanted.Order(StringComparer.Ordinal), objects.Select(item => Line(item!, item!["metadata"]!["labels"]!)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("cluster-spark.yaml", "fate", "Deployment/nginx Deployment/rabbitmq Deployment/spark-master Deployment/spark-worker Deployment/fateboard StatefulSet/client StatefulSet/datanode StatefulSet/mysql StatefulSet/namenode StatefulSet/python Service/spark-client Service/fateflow-client Ingress/rabbitmq Ingress/spark")]
    [InlineData("cluster-spark-pulsar.yaml", "fate", "Deployment/nginx Deployment/spark-master StatefulSet/datanode StatefulSet/namenode StatefulSet/pulsar Service/pulsar Ingress/pulsar")]
    [InlineData("cluster-spark-slim.yaml", "fate", "Deployment/nginx Deployment/fateboard StatefulSet/client StatefulSet/mysql StatefulSet/pulsar StatefulSet/python")]
    [InlineData("cluster-exchange.yaml", "fate-exchange", "Deployment/rollsite Service/rollsite ConfigMap/rollsite-config")]
    public async Task Sample_installs_with_its_modules(string sample, string chart, string modules)
    {
        JsonArray objects = await InstallAsync(sample, chart, "s-" + Path.GetFileNameWithoutExtension(sample));

        string[] found = [.. objects.Select(item => $"{item!["kind"]}/{item["metadata"]!["name"]}")];

        Assert.All(modules.Split(' '), module => Assert.Contains(module, found));
    }

    [Fact]
    public async Task Charts_share_their_helpers()
    {
        string charts = Path.Combine(Guide.Shipped, "charts");
        string fate = await File.ReadAllTextAsync(Path.Combine(charts, "fate", "templates", "_helpers.tpl"));

        Assert.Equal(fate, await File.ReadAllTextAsync(Path.Combine(charts, "fate-serving", "templates", "_helpers.tpl")));
        Assert.Equal(fate, await File.ReadAllTextAsync(Path.Combine(charts, "fate-exchange", "templates", "_helpers.tpl")));
    }

    // Installs a sample without a warning, deletes the cluster again, and gives what stood between.
    private async Task<JsonArray> InstallAsync(string sample, string chart, string name)
    {
        await using Guide guide = await Guide.OpenAsync(world);
        await world.Kubelet.PrepareAsync([name], "ready");
        await guide.TakeAsync(sample, name);
        await guide.RunAsync($"chart upload -f {Path.Combine(Guide.Shipped, "charts", chart)}");
        string installed = await guide.RunAsync($"cluster install -f {sample} --wait");
        JsonArray objects = await world.Kubelet.OfLabelAsync(name, name);
        await guide.RunAsync($"cluster delete --wait {await guide.OnlyAsync("cluster", "uuid")}");

        Assert.DoesNotContain("Warning", installed, StringComparison.Ordinal);
        Assert.EndsWith("job Success\n", installed, StringComparison.Ordinal);
        await world.Kubelet.SettledAsync();
        await world.Kubelet.SettledAsync();
        Assert.Equal([], await world.Kubelet.ObjectsAsync(name));
        return objects;
    }

    private static string Line(JsonNode item, JsonNode labels)
    {
        string name = (item["name"] ?? item["metadata"]!["name"])!.ToString();
        return $"{item["kind"]} {name} {labels["fateMoudle"]} {labels["name"]} {labels["owner"]} {labels["partyId"]}";
    }
}
