using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.EndToEnd.Tests;

/// <summary>A master and its lites: enrolment, routes, jobs, and what happens when one of them is away.</summary>
public sealed class CenterTests(CentralNetwork network) : IClassFixture<CentralNetwork>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Example_job_intersects_the_tables_of_two_lites()
    {
        await network.WriteTablesAsync();

        await network.Master.ScriptAsync("user/create_example_job.sh", "PSI", "center-psi");

        KusciaJob job = await TwoNodes.AwaitJobAsync(network.Master, "center-psi", Limit, "Succeeded", "Failed");
        Assert.True(job.Status?.Phase == "Succeeded", await TwoNodes.TaskTextAsync(network.Master, job));
        Assert.Equal(180 + 1, File.ReadLines(Path.Combine(network.Alice.Root, "var", "storage", "data", "psi-output.csv")).Count());
        Assert.Equal(180 + 1, File.ReadLines(Path.Combine(network.Bob.Root, "var", "storage", "data", "psi-output.csv")).Count());
    }

    [Fact]
    public async Task Kubectl_prints_the_routes_as_the_guide_does()
    {
        (int code, string output, string error) = await network.Master.KubectlAsync("get", "cdr");

        Assert.True(code == 0, error);
        Assert.Matches("(?m)^NAME +SOURCE +DESTINATION +HOST +AUTHENTICATION +READY *$", output);
        Assert.Matches("(?m)^alice-kuscia-system +alice +kuscia-system +Token +True *$", output);
        Assert.Matches("(?m)^alice-bob +alice +bob +127.0.0.1 +Token +True *$", output);
    }

    [Fact]
    public async Task Job_of_three_lites_runs_on_all_of_them()
    {
        NodeProcess carol = await network.AddLiteAsync("carol");
        await TwoNodes.RegisterEngineAsync("greeting", "echo hello from $HOSTNAME", network.Master);
        await network.Master.Client.CreateAsync(Kinds.KusciaJob, TwoNodes.JobOf("three", "greeting", "alice", "bob", "carol"), CancellationToken.None);

        KusciaJob job = await TwoNodes.AwaitJobAsync(network.Master, "three", Limit, "Succeeded", "Failed");

        Assert.True(job.Status?.Phase == "Succeeded", await TwoNodes.TaskTextAsync(network.Master, job));
        KusciaTask? task = await network.Master.Client.GetAsync(Kinds.KusciaTask, TwoNodes.Job(job.Spec?.Tasks?[0].TaskID ?? ""), CancellationToken.None);
        Assert.Equal(["alice-node", "bob-node", "carol-node"], (task?.Status?.PodStatuses?.Values ?? []).Select(p => p.NodeName).Order());
        Assert.True(Directory.Exists(Path.Combine(carol.Root, "var", "stdout", "pods")));
    }

    [Fact]
    public async Task Api_of_a_lite_shows_what_is_its_own_and_has_the_master_do_the_rest()
    {
        using NodeApi api = new(network.Alice);

        JsonNode own = await api.PostAsync("/api/v1/domain/query", new JsonObject { ["domain_id"] = "alice" });
        int foreign = await CodeAsync(api, "/api/v1/domain/query", "bob");
        int refused = await CodeAsync(api, "/api/v1/domain/create", "dave");
        JsonNode route = await api.PostAsync("/api/v1/route/query", new JsonObject { ["source"] = "alice", ["destination"] = "bob" });
        JsonNode sources = await api.PostAsync("/api/v1/domaindatasource/list", new JsonObject { ["domain_id"] = "alice" });

        Assert.Equal(("alice", "used"), (own["data"]!["domain_id"]!.GetValue<string>(), own["data"]!["deploy_token_statuses"]![0]!["state"]!.GetValue<string>()));
        Assert.Equal((11102, 11104), (foreign, refused));
        Assert.Equal("bob", route["data"]!["destination"]!.GetValue<string>());
        Assert.Equal("default-data-source", sources["data"]!["datasource_list"]![0]!["datasource_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Kubectl_on_a_lite_sees_its_own_namespace_and_no_other()
    {
        (int code, string routes, string error) = await network.Alice.KubectlAsync("get", "domainroutes");
        (int foreign, string shown, string refusal) = await network.Alice.KubectlAsync("get", "pods", "-n", "bob");

        Assert.True(code == 0, error);
        Assert.Contains("alice-bob", routes, StringComparison.Ordinal);
        Assert.True(foreign != 0 && refusal.Contains("forbidden", StringComparison.OrdinalIgnoreCase), shown + refusal);
    }

    [Fact]
    public async Task Lite_that_comes_with_a_spent_token_and_another_key_waits_and_says_both_keys()
    {
        string spent = await File.ReadAllTextAsync(network.Alice.ConfigFile);
        string token = spent.Split('\n').First(l => l.StartsWith("liteDeployToken:", StringComparison.Ordinal)).Split(':')[1].Trim();
        await using NodeProcess reinstalled = await NodeProcess.CreateAsync("alice", Directory.CreateDirectory(Path.Combine(network.Alice.Root, "again")).FullName, "lite", token: token, master: network.Master.Endpoint);

        await reinstalled.StartUntilAsync("refuses to enrol");

        Assert.Matches("deploy token found but used; alice is enrolled with the key SHA256:.+, this request has the key SHA256:.+kubectl get domain alice", reinstalled.Said);
        Assert.DoesNotContain(token, reinstalled.Said, StringComparison.Ordinal);
        Assert.Equal(0, await reinstalled.StopAsync());
    }

    [Fact]
    public async Task Lite_with_a_lost_key_comes_back_with_a_new_token_as_documented()
    {
        NodeProcess erin = await network.AddLiteAsync("erin");
        await erin.StopAsync();
        await network.Master.KubectlAsync("patch", "domain", "erin", "--type=merge", "-p", """{"spec":{"cert":""}}""");
        string token = (await network.Master.ScriptAsync("deploy/add_domain_lite.sh", "erin")).Trim();
        NodeProcess again = await network.CreateLiteAsync("erin", token, "anew");

        await again.StartAsync();

        await network.AwaitRouteAsync("erin-kuscia-system");
        (int code, string routes, string error) = await again.KubectlAsync("get", "domainroutes");
        Assert.True(code == 0 && routes.Contains("erin-kuscia-system", StringComparison.Ordinal), routes + error);
    }

    [Theory]
    [InlineData("TLS", "http", "the route says http, but 127.0.0.1:{port} speaks TLS")]
    [InlineData("NOTLS", "https", "the route says https, but 127.0.0.1:{port} speaks clear HTTP")]
    public async Task Scheme_that_is_not_the_partners_is_told_and_the_right_one_works(string protocol, string wrong, string told)
    {
        string domain = $"frank-{wrong}";
        string token = (await network.Master.ScriptAsync("deploy/add_domain_lite.sh", domain)).Trim();
        NodeProcess frank = await network.CreateLiteAsync(domain, token, settings: $"protocol: {protocol}\n");
        await frank.StartAsync();
        string address = $"127.0.0.1:{frank.Ports[0]}";
        string right = wrong == "http" ? "https" : "http";

        await network.Master.ScriptAsync("deploy/create_cluster_domain_route.sh", "alice", domain, $"{wrong}://{address}");
        await network.Master.WaitForAsync(
            Kinds.DomainRoute, new ResourceName("alice", $"alice-{domain}"),
            r => r.Status?.Conditions?.Any(c => c.Message?.Contains(told.Replace("{port}", $"{frank.Ports[0]}", StringComparison.Ordinal), StringComparison.Ordinal) == true) == true,
            "telling of the scheme", Limit);
        await network.Master.ScriptAsync("deploy/create_cluster_domain_route.sh", "alice", domain, $"{right}://{address}");

        await network.AwaitRouteAsync($"alice-{domain}");
    }

    private static async Task<int> CodeAsync(NodeApi api, string path, string domain)
    {
        using HttpResponseMessage response = await api.TryPostAsync(path, new JsonObject { ["domain_id"] = domain });
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["status"]!["code"]!.GetValue<int>();
    }
}
