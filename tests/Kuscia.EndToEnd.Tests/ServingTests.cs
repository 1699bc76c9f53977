using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.EndToEnd.Tests;

/// <summary>A serving of two parties on two nodes: answered through both gateways, changed while it is asked, and taken away.</summary>
public sealed class ServingTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly ResourceName Name = new(WellKnownNames.CrossDomainNamespace, "sv");

    [Fact]
    public async Task Serving_of_two_parties_answers_through_both_gateways_is_updated_and_scaled_without_a_failed_request_and_is_torn_down()
    {
        await RegisterAsync();
        using NodeApi api = new(nodes.Alice);
        await api.PostAsync("/api/v1/serving/create", new JsonObject
        {
            ["serving_id"] = "sv",
            ["initiator"] = "alice",
            ["serving_input_config"] = "v1",
            ["parties"] = new JsonArray(Party("alice"), Party("bob")),
        });
        await AwaitAvailableAsync();
        await AwaitAnswersAsync("v1");

        await using (ServedRequests load = new(nodes.Alice, "sv-web.alice.svc", "sv-web.bob.svc"))
        {
            await api.PostAsync("/api/v1/serving/update", new JsonObject { ["serving_id"] = "sv", ["serving_input_config"] = "v2" });
            await AwaitAnswersAsync("v2");
            await AwaitReplicasAsync(nodes.Alice, 1);
            await AwaitReplicasAsync(nodes.Bob, 1);
            await api.PostAsync("/api/v1/serving/update", new JsonObject { ["serving_id"] = "sv", ["parties"] = new JsonArray(new JsonObject { ["domain_id"] = "bob", ["replicas"] = 2 }) });
            await AwaitReplicasAsync(nodes.Bob, 2);
            await AwaitAvailableAsync();
            Assert.True(load.Failures.IsEmpty, string.Join('\n', load.Failures.Take(20)) + "\n" + nodes.Bob.LogTail());
            Assert.True(load.Served > 50, $"only {load.Served} requests were served");
        }

        await IsToldAsync(api);
        await api.PostAsync("/api/v1/serving/delete", new JsonObject { ["serving_id"] = "sv" });
        foreach (NodeProcess node in nodes.Both)
        {
            await node.WaitForGoneAsync(Kinds.KusciaDeployment, Name, Limit);
            await node.WaitForGoneAsync(Kinds.Deployment, new ResourceName(node.Domain, "sv"), Limit);
            await node.WaitForGoneAsync(Kinds.Service, new ResourceName(node.Domain, "sv-web"), Limit);
            await AwaitAsync(node, () => Task.FromResult(GatedEngine.AnyProcess(node, "sv") ? "an engine still runs" : null));
        }
    }

    [Fact]
    public async Task Serving_that_a_party_cannot_carry_out_tells_both_parties_why_and_recovers()
    {
        AppImage image = Image("only-here");
        await nodes.Alice.Client.CreateAsync(Kinds.AppImage, image, CancellationToken.None);
        using NodeApi api = new(nodes.Alice);

        await api.PostAsync("/api/v1/serving/create", new JsonObject
        {
            ["serving_id"] = "sw",
            ["initiator"] = "alice",
            ["serving_input_config"] = "v1",
            ["parties"] = new JsonArray(Party("alice", "only-here"), Party("bob", "only-here")),
        });

        foreach (NodeProcess node in nodes.Both)
        {
            KusciaDeployment failed = await node.WaitForAsync(Kinds.KusciaDeployment, Name with { Name = "sw" }, d => d.Status?.Phase == DeploymentPhase.Failed, "Failed", Limit);
            Assert.Equal("BuildPartyKitInfoFailed", failed.Status?.Reason);
            Assert.Contains("failed to get appImage \"only-here\"", failed.Status?.Message, StringComparison.Ordinal);
        }

        await nodes.Bob.Client.CreateAsync(Kinds.AppImage, image, CancellationToken.None);
        foreach (NodeProcess node in nodes.Both)
        {
            await node.WaitForAsync(Kinds.KusciaDeployment, Name with { Name = "sw" }, d => d.Status?.Phase == DeploymentPhase.Available, "Available", Limit);
        }

        await api.PostAsync("/api/v1/serving/delete", new JsonObject { ["serving_id"] = "sw" });
        await nodes.Bob.WaitForGoneAsync(Kinds.KusciaDeployment, Name with { Name = "sw" }, Limit);
    }

    private static JsonObject Party(string domain, string image = "web-engine") => new() { ["domain_id"] = domain, ["app_image"] = image };

    private static AppImage Image(string name) => new()
    {
        Metadata = new ObjectMeta { Name = name },
        Spec = new AppImageSpec
        {
            Image = new AppImageInfo { Name = "kuscia/psi-engine", Tag = "builtin" },
            ConfigTemplates = new Dictionary<string, string> { ["engine.conf"] = "{{.SERVING_ID}} {{.INPUT_CONFIG}}" },
            DeployTemplates =
            [
                new DeployTemplate
                {
                    Name = "web",
                    Replicas = 1,
                    Spec = new AppPodSpec
                    {
                        Containers =
                        [
                            new AppContainer
                            {
                                Name = "web",
                                Command = [Path.Combine(AppContext.BaseDirectory, "kuscia-http-engine")],
                                WorkingDir = "/work",
                                ConfigVolumeMounts = [new ConfigVolumeMount { MountPath = "/work/engine.conf", SubPath = "engine.conf" }],
                                Ports = [new AppPort { Name = "web", Protocol = "HTTP", Scope = "Cluster" }],
                                ReadinessProbe = System.Text.Json.JsonDocument.Parse("""{"httpGet":{"path":"/","port":"web"},"periodSeconds":1}""").RootElement,
                            },
                        ],
                    },
                },
            ],
        },
    };

    private async Task RegisterAsync()
    {
        foreach (NodeProcess node in nodes.Both)
        {
            await node.Client.CreateAsync(Kinds.AppImage, Image("web-engine"), CancellationToken.None);
        }
    }

    private async Task AwaitAvailableAsync()
    {
        foreach (NodeProcess node in nodes.Both)
        {
            await node.WaitForAsync(Kinds.KusciaDeployment, Name, d => d.Status is { Phase: DeploymentPhase.Available, AvailableParties: 2 }, "Available", Limit);
        }
    }

    // Each party from its own node and from that of the other.
    private async Task AwaitAnswersAsync(string input)
    {
        foreach (NodeProcess asked in nodes.Both)
        {
            foreach (NodeProcess from in nodes.Both)
            {
                await AwaitAsync(from, async () =>
                {
                    (int status, string body) = await ServedRequests.AskAsync(from, $"sv-web.{asked.Domain}.svc");
                    return status == 200 && body.StartsWith($"{asked.Domain} sv {input} ", StringComparison.Ordinal) ? null : $"{asked.Domain} answers {status} {body} to {from.Domain}, not {input}";
                });
            }
        }
    }

    private static async Task AwaitReplicasAsync(NodeProcess node, int replicas) => await node.WaitForAsync(
        Kinds.Deployment, new ResourceName(node.Domain, "sv"),
        d => d.Status?.ObservedGeneration == d.Metadata.Generation && d.Status?.Replicas == replicas && d.Status.UpdatedReplicas == replicas && d.Status.AvailableReplicas == replicas,
        $"of {replicas} replicas", Limit);

    private async Task IsToldAsync(NodeApi api)
    {
        JsonNode told = await api.PostAsync("/api/v1/serving/query", new JsonObject { ["serving_id"] = "sv" });
        JsonNode status = told["data"]!["status"]!; // not null: it is available
        Assert.Equal(("Available", 2, 2), ((string?)status["state"], (int?)status["total_parties"], (int?)status["available_parties"]));
        JsonNode alice = status["party_statuses"]!.AsArray().Single(p => (string?)p!["domain_id"] == "alice")!;
        Assert.Equal(("Available", "sv-web.alice.svc"), ((string?)alice["state"], (string?)alice["endpoints"]![0]!["endpoint"]));
        (int code, string shown, string error) = await nodes.Alice.KubectlAsync("get", "kd", "-n", "cross-domain", "sv", "--no-headers");
        Assert.True(code == 0, error);
        Assert.Matches(@"^sv +2 +2 +Available ", shown);
    }

    private static async Task AwaitAsync(NodeProcess node, Func<Task<string?>> look)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (await look() is { } wrong)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < Limit, $"{wrong}\n{node.LogTail()}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
