using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Api.Tests;

public class AppImageTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Prefix = "/api/v1/appimage/";

    private static string Image(string name) => $$$"""
        {"name":"{{{name}}}","image":{"name":"registry/engine","tag":"1.0"},"config_templates":{"task.conf":"{{.TASK_ID}}"},"deploy_templates":[{"name":"main","role":"client,server",
         "restart_policy":"Never","containers":[{"name":"engine","command":["sh"],"args":["-c","run"],"working_dir":"/work","config_volume_mounts":[{"mount_path":"/etc/task.conf","sub_path":"task.conf"}],
         "ports":[{"name":"rpc","protocol":"GRPC","scope":"Cluster"}],"env":[{"name":"A","value":"b"}],"resources":{"limits":{"cpu":"2","memory":"1Gi"}},
         "liveness_probe":{"http_get":{"path":"/h","port":"8080"},"period_seconds":7,"termination_grace_period_seconds":"30"}}]}]}
        """;

    [Fact]
    public async Task Image_is_stored_as_Kubernetes_wants_it_and_told_as_it_was_given()
    {
        Assert.Equal((0, "success"), await api.OutcomeAsync(Prefix + "create", Image("whole")));

        AppImage stored = await api.Store.GetAsync(Kinds.AppImage, ResourceName.Cluster("whole"), CancellationToken.None) ?? throw new InvalidOperationException("not stored");
        JsonNode told = (await api.PostAsync(Prefix + "query", """{"name":"whole"}"""))["data"]!;

        DeployTemplate template = Assert.Single(stored.Spec!.DeployTemplates!);
        AppContainer container = Assert.Single(template.Spec!.Containers!);
        Assert.Equal((1, "client,server", "Never"), (template.Replicas, template.Role, template.Spec.RestartPolicy));
        Assert.Equal("""{"httpGet":{"path":"/h","port":8080},"periodSeconds":7,"terminationGracePeriodSeconds":30}""", container.LivenessProbe?.GetRawText());
        JsonNode back = told["deploy_templates"]![0]!["containers"]![0]!;
        Assert.Equal("8080", back["liveness_probe"]!["http_get"]!["port"]!.GetValue<string>());
        Assert.Equal("30", back["liveness_probe"]!["termination_grace_period_seconds"]!.GetValue<string>());
        Assert.Equal(("2", "", "rpc"), (back["resources"]!["limits"]!["cpu"]!.GetValue<string>(), back["image_pull_policy"]!.GetValue<string>(), back["ports"]![0]!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Update_replaces_what_is_given_only()
    {
        await api.PostAsync(Prefix + "create", Image("changed"));

        (int code, string message) = await api.OutcomeAsync(Prefix + "update", """{"name":"changed","image":{"name":"registry/engine","tag":"2.0"}}""");

        AppImage? stored = await api.Store.GetAsync(Kinds.AppImage, ResourceName.Cluster("changed"), CancellationToken.None);
        Assert.True(code == 0, message);
        Assert.Equal(("2.0", "main"), (stored?.Spec?.Image?.Tag, stored?.Spec?.DeployTemplates?[0].Name));
    }

    [Fact]
    public async Task List_goes_page_by_page()
    {
        await using Owned own = await Owned.StartAsync();
        foreach (int i in Enumerable.Range(0, 25))
        {
            await own.PostAsync(Prefix + "create", Image($"image-{i:00}"));
        }

        List<string> names = [];
        string token = "";
        do
        {
            JsonNode page = (await own.PostAsync(Prefix + "list", $$$"""{"page_token":"{{{token}}}"}"""))["data"]!;
            names.AddRange(page["appimage_list"]!.AsArray().Select(i => i!["name"]!.GetValue<string>()));
            token = page["next_page_token"]!.GetValue<string>();
        }
        while (token.Length > 0);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"image-{i:00}"), names);
    }

    [Theory]
    [InlineData("create", """{"name":"Bad"}""", 11100)]
    [InlineData("create", """{"name":"x","image":{"name":"i"},"deploy_templates":[]}""", 11100)]
    [InlineData("create", """{"name":"x","image":{"name":"i"},"deploy_templates":[{"name":"t","containers":[{"name":"c","resources":{"limits":{"cpu":"lots"}}}]}]}""", 13100)]
    [InlineData("update", """{"name":"missing","image":{"name":"i"}}""", 13105)]
    [InlineData("query", """{"name":"missing"}""", 13105)]
    [InlineData("batchQuery", """{"names":["missing"]}""", 13105)]
    [InlineData("delete", """{"name":"missing"}""", 13103)]
    [InlineData("list", """{"page_size":-1}""", 13107)]
    [InlineData("list", """{"page_token":"%"}""", 13107)]
    public async Task Failure_has_the_code_of_the_operation(string operation, string body, int expected)
    {
        (int code, string message) = await api.OutcomeAsync(Prefix + operation, body);

        Assert.True(expected == code, $"{code} {message}");
    }

    [Fact]
    public async Task Image_exists_once_and_is_deleted()
    {
        await api.PostAsync(Prefix + "create", Image("once"));

        Assert.Equal(13106, (await api.OutcomeAsync(Prefix + "create", Image("once"))).Code);
        Assert.Equal("once", (await api.PostAsync(Prefix + "batchQuery", """{"names":["once"]}"""))["data"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(0, (await api.OutcomeAsync(Prefix + "delete", """{"name":"once"}""")).Code);
    }
}
