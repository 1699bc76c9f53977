using System.Text.Json.Nodes;

namespace Kuscia.Controllers.Tests.Serving.Recorded;

/// <summary>
/// What the original's controller made of KusciaDeployments, step by step, must be what ours makes. The two recorded faults of the original have tests of their own
/// beside this one.
/// </summary>
public class RecordedServingTests
{
    [Theory]
    [InlineData("deployment-affinity")]
    [InlineData("deployment-bad-prefix")]
    [InlineData("deployment-image-unknown")]
    [InlineData("deployment-name-clash")]
    [InlineData("deployment-two-parties")]
    public async Task Objects_and_status_are_as_recorded(string name) => await PlayAsync(name, _ => true);

    // The API server of the recording forbade privileged containers, so no Kubernetes Deployment was made and the deployment failed. Here it runs.
    [Fact]
    public async Task Roles_and_prefixes_of_services_are_as_recorded() =>
        await PlayAsync("deployment-roles-prefix", key => key.StartsWith("Service/", StringComparison.Ordinal) || key.StartsWith("ConfigMap/", StringComparison.Ordinal));

    private static async Task PlayAsync(string name, Func<string, bool> isCompared)
    {
        await using ServingCluster cluster = await ServingCluster.StartAsync(Read("fixture-master"));
        JsonObject scenario = Read("deployment").OfType<JsonObject>().Single(s => (string?)s["name"] == name);
        Dictionary<string, JsonObject> expected = [];
        RecordedStates comparison = new();
        int number = 0;
        foreach (JsonObject step in scenario["steps"]!.AsArray().OfType<JsonObject>()) // not null: every scenario has steps
        {
            foreach (JsonObject action in step["do"]!.AsArray().OfType<JsonObject>())
            {
                await cluster.ActAsync(action);
            }

            Follow(expected, step["then"]!.AsObject());
            await cluster.AwaitAsync($"{name}, step {++number} {step["note"]}", async () =>
            {
                Dictionary<string, JsonObject> present = await cluster.StateAsync();
                return string.Join('\n', comparison.Differences(
                    expected.Where(e => isCompared(e.Key)).ToDictionary(), present.Where(p => isCompared(p.Key)).ToDictionary()));
            });
        }

        Assert.True(number > 0);
    }

    // A new object is given whole; of one that was there, only what changed.
    private static void Follow(Dictionary<string, JsonObject> expected, JsonObject then)
    {
        foreach ((string key, JsonNode? value) in then["set"]?.AsObject() ?? [])
        {
            JsonObject known = expected.GetValueOrDefault(key) ?? [];
            JsonObject metadata = known["metadata"]?.DeepClone().AsObject() ?? [];
            foreach ((string member, JsonNode? part) in value!["metadata"]?.AsObject() ?? []) // not null: an object is given
            {
                metadata[member] = part?.DeepClone();
            }

            JsonObject next = known.DeepClone().AsObject();
            foreach ((string member, JsonNode? part) in value.AsObject())
            {
                next[member] = part?.DeepClone();
            }

            next["metadata"] = metadata;
            expected[key] = next;
        }

        foreach (string gone in (then["gone"]?.AsArray() ?? []).Select(g => (string?)g ?? ""))
        {
            expected.Remove(gone);
        }
    }

    private static JsonArray Read(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Serving", "Recorded", name + ".json")))!.AsArray(); // not null: a list
}
