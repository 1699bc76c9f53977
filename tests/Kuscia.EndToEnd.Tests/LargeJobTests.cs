using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.EndToEnd.Tests;

/// <summary>Jobs up to the documented size, from KusciaAPI through both nodes into the engines, and beyond it.</summary>
public class LargeJobTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly TimeSpan JobLimit = TimeSpan.FromSeconds(150);

    [Theory]
    [InlineData("large-40k", 40 << 10)]
    [InlineData("large-300k", 300 << 10)]
    [InlineData("large-3900k", 3900 << 10)]
    public async Task A_job_of_any_allowed_size_reaches_both_engines_unchanged(string name, int size)
    {
        // Random, so that no compression on the way makes it smaller, and without characters that JSON escapes.
        string config = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(size * 3 / 4));
        await RegisterCheckingEngineAsync(name, config);
        using NodeApi api = new(nodes.Alice);

        await api.PostAsync("/api/v1/job/create", Request(name, config));

        KusciaJob job = await TwoNodes.AwaitJobAsync(nodes.Alice, name, JobLimit, "Succeeded", "Failed");
        KusciaJob copy = await TwoNodes.AwaitJobAsync(nodes.Bob, name, JobLimit, "Succeeded", "Failed");
        Assert.True(job.Status?.Phase == "Succeeded", $"{job.Status?.Message} {await TwoNodes.TaskTextAsync(nodes.Alice, job)} {await TwoNodes.TaskTextAsync(nodes.Bob, copy)}");
        Assert.Equal("Succeeded", copy.Status?.Phase);
    }

    [Fact]
    public async Task A_job_beyond_the_documented_size_is_refused_with_the_limit()
    {
        using NodeApi api = new(nodes.Alice);

        using HttpResponseMessage answer = await api.TryPostAsync("/api/v1/job/create", Request("too-large", new string('x', 5 << 20)));

        string told = JsonNode.Parse(await answer.Content.ReadAsStringAsync())?["status"]?["message"]?.GetValue<string>() ?? "";
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("the limit is 4194304 bytes", told, StringComparison.Ordinal);
    }

    private static JsonObject Request(string name, string config) => new()
    {
        ["job_id"] = name,
        ["initiator"] = "alice",
        ["max_parallelism"] = 1,
        ["tasks"] = new JsonArray(new JsonObject
        {
            ["alias"] = "only",
            ["app_image"] = name,
            ["task_input_config"] = config,
            ["parties"] = new JsonArray(new JsonObject { ["domain_id"] = "alice" }, new JsonObject { ["domain_id"] = "bob" }),
        }),
    };

    // Succeeds when its config file holds the very text that the job was given.
    private async Task RegisterCheckingEngineAsync(string name, string config)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(config)));
        AppImage image = new()
        {
            Metadata = new ObjectMeta { Name = name },
            Spec = new AppImageSpec
            {
                Image = new AppImageInfo { Name = "kuscia/psi-engine", Tag = "builtin" },
                ConfigTemplates = new Dictionary<string, string> { ["task.conf"] = "{{.TASK_INPUT_CONFIG}}" },
                DeployTemplates =
                [
                    new DeployTemplate
                    {
                        Name = "engine",
                        Replicas = 1,
                        Spec = new AppPodSpec
                        {
                            RestartPolicy = "Never",
                            Containers =
                            [
                                new AppContainer
                                {
                                    Name = "engine",
                                    Command = ["sh", "-c", $"sha256sum kuscia/task.conf; sha256sum kuscia/task.conf | grep -q {digest}"],
                                    WorkingDir = "/work",
                                    ConfigVolumeMounts = [new ConfigVolumeMount { MountPath = "/work/kuscia/task.conf", SubPath = "task.conf" }],
                                },
                            ],
                        },
                    },
                ],
            },
        };
        foreach (NodeProcess node in nodes.Both)
        {
            await node.Client.CreateAsync(Kinds.AppImage, image, CancellationToken.None);
        }
    }
}
