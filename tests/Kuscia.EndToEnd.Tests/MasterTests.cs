using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.EndToEnd.Tests;

/// <summary>A master: a control plane without agent and DataMesh.</summary>
public sealed class MasterTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-e2e-").FullName;
    private NodeProcess? _master;

    private NodeProcess Master => _master ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        _master = await NodeProcess.CreateAsync("headquarters", _folder, "master");
        await _master.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await (_master?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Master_announces_its_modules_and_stops_on_sigterm_with_exit_code_0()
    {
        string said = Master.Said;

        Assert.Equal(0, await Master.StopAsync());

        Assert.All(["apiserver", "resources", "gateway", "controllers", "interconnection", "kusciaapi"], m => Assert.Matches($"(?m)^{m} +ready", said));
        Assert.DoesNotMatch("(?m)^(agent|datamesh) ", said);
        Assert.DoesNotContain("warning", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_shows_the_own_domain_and_no_nodes()
    {
        (int code, string domains, string error) = await Master.KubectlAsync("get", "domains");
        (int nodesCode, string nodes, string nodesError) = await Master.KubectlAsync("get", "nodes");
        (int readyCode, string ready, string readyError) = await Master.KubectlAsync("get", "--raw", "/readyz");

        Assert.True(code == 0, error);
        Assert.Contains("headquarters", domains, StringComparison.Ordinal);
        Assert.True(nodesCode == 0 && nodes.Length == 0, nodes + nodesError);
        Assert.True(readyCode == 0 && ready == "ok", ready + readyError);
    }

    [Fact]
    public async Task Gateway_of_a_master_answers_401_to_strangers()
    {
        (int code, string answer, string error) = await KusciaProgram.RunAsync(KusciaProgram.Start("curl", "-ksi", Master.Endpoint), Limit);

        Assert.True(code == 0, error);
        Assert.Contains(" 401", answer.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("kuscia-error-message:", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Script_for_a_lite_prints_its_token_alone_and_kubectl_gives_it_again()
    {
        string printed = await Master.ScriptAsync("deploy/add_domain_lite.sh", "carol");
        string again = await Master.ScriptAsync("deploy/add_domain_lite.sh", "carol");
        (_, string told, _) = await Master.KubectlAsync("get", "domain", "carol", "-o=jsonpath={.status.deployTokenStatuses[?(@.state==\"unused\")].token}");

        Assert.Matches("^[0-9A-Za-z]{32}\n$", printed);
        Assert.Equal((printed, printed.Trim()), (again, told));
    }

    [Fact]
    public async Task Script_for_a_route_makes_it()
    {
        await Master.ScriptAsync("deploy/add_domain_lite.sh", "dave");
        await Master.ScriptAsync("deploy/add_domain_lite.sh", "erin");

        await Master.ScriptAsync("deploy/create_cluster_domain_route.sh", "dave", "erin", "http://127.0.0.1:1080");

        (_, string told, _) = await Master.KubectlAsync("get", "cdr", "dave-erin", "-o=jsonpath={.spec.source} {.spec.destination} {.spec.endpoint.host}");
        Assert.Equal("dave erin 127.0.0.1", told);
    }

    [Fact]
    public async Task New_domain_gets_its_namespace_and_a_deploy_token_and_the_api_knows_it()
    {
        using NodeApi api = new(Master);

        await CreateDomainAsync("alice");

        Domain domain = await Master.WaitForAsync(
            Kinds.Domain, ResourceName.Cluster("alice"), d => d.Status?.DeployTokenStatuses?.Any(t => t.State == "unused") == true, "given a deploy token", Limit);
        Assert.Equal(32, domain.Status?.DeployTokenStatuses?[0].Token?.Length);
        await Master.WaitForAsync(Kinds.Namespace, ResourceName.Cluster("alice"), _ => true, "there", Limit);
        JsonNode answer = await api.PostAsync("/api/v1/domain/query", new JsonObject { ["domain_id"] = "alice" });
        Assert.Equal("alice", answer["data"]!["domain_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Task_for_a_domain_without_a_node_tells_what_it_waits_for()
    {
        await TwoNodes.RegisterEngineAsync("true-engine", "true", Master);
        await CreateDomainAsync("carol");
        KusciaJob job = TwoNodes.JobOf("nowhere", "true-engine", "carol");
        await Master.Client.CreateAsync(Kinds.KusciaJob, job with { Spec = job.Spec! with { Initiator = "carol" } }, CancellationToken.None);

        // The job is Running a pass before its tasks get their ids.
        KusciaJob named = await Master.WaitForAsync(
            Kinds.KusciaJob, TwoNodes.Job("nowhere"), j => j.Spec?.Tasks?[0].TaskID is { Length: > 0 }, "given a task id", Limit);
        string task = named.Spec?.Tasks?[0].TaskID ?? "";
        await Master.WaitForAsync(
            Kinds.KusciaTask, TwoNodes.Job(task), t => t.Status?.Message?.Contains("no node cache to carol", StringComparison.Ordinal) == true, "telling of the missing node", Limit);
    }

    private Task<Domain> CreateDomainAsync(string id) => Master.Client.CreateAsync(
        Kinds.Domain,
        new Domain { Metadata = new ObjectMeta { Name = id }, Spec = new DomainSpec { AuthCenter = new AuthCenter { AuthenticationType = "Token", TokenGenMethod = "RSA-GEN" } } },
        CancellationToken.None);
}
