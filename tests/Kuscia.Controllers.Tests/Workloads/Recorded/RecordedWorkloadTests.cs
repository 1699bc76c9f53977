using System.Text.Json.Nodes;

namespace Kuscia.Controllers.Tests.Workloads.Recorded;

/// <summary>
/// What the controllers of a real cluster (k3s 1.21) did, step by step, must be what ours do. Recorded were requests, what was written in place of a node, and what was to be
/// seen when all had settled.
/// </summary>
public class RecordedWorkloadTests
{
    [Theory]
    [InlineData("deployment-rolling")]
    [InlineData("deployment-default-strategy")]
    [InlineData("deployment-recreate")]
    [InlineData("deployment-paused")]
    [InlineData("deployment-deadline")]
    [InlineData("deployment-history")]
    [InlineData("replicaset-adopt")]
    [InlineData("statefulset-ordering")]
    [InlineData("statefulset-parallel")]
    [InlineData("job")]
    [InlineData("scheduling-no-nodes")]
    [InlineData("garbage-collection")]
    public async Task Controllers_do_what_those_of_a_cluster_did(string name)
    {
        JsonObject scenario = Scenario(name);
        string @namespace = (string?)scenario["namespace"] ?? "";
        await using WorkloadCluster cluster = await WorkloadCluster.StartAsync();
        await cluster.SendAsync("POST", "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{@namespace}}}"}}""");
        RecordedPlay play = new(cluster, @namespace);

        int number = 0;
        foreach (JsonObject step in ((JsonArray?)scenario["steps"] ?? []).OfType<JsonObject>())
        {
            await play.StepAsync(++number, step);
        }

        Assert.True(number > 0);
    }

    private static JsonObject Scenario(string name)
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Workloads", "Recorded", "controllers.json"));
        return ((JsonArray?)JsonNode.Parse(text)?["scenarios"] ?? []).OfType<JsonObject>().Single(s => (string?)s["scenario"] == name);
    }
}
