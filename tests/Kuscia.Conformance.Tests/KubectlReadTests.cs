using System.Text.Json.Nodes;
using Kuscia.Conformance.Tests.Support;
using Kuscia.Testing.Components;

namespace Kuscia.Conformance.Tests;

/// <summary>Commands that read: tables, outputs, discovery, explanations.</summary>
public sealed class KubectlReadTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [RealComponentFact("kubectl")]
    public async Task Api_resources_lists_every_kuscia_kind()
    {
        Kubectl kubectl = await server.NamespaceAsync("res");

        string[][] lines = Kubectl.Words(await kubectl.OutputAsync("api-resources --api-group=kuscia.secretflow --no-headers"));

        Assert.Equal(18, lines.Length);
        Assert.Contains(lines, l => l is ["clusterdomainroutes", "cdr", "kuscia.secretflow/v1alpha1", "false", "ClusterDomainRoute"]);
        Assert.Contains(lines, l => l is ["domains", "kuscia.secretflow/v1alpha1", "false", "Domain"]);
        Assert.Contains(lines, l => l is ["kusciajobs", "kj", "kuscia.secretflow/v1alpha1", "true", "KusciaJob"]);
    }

    [RealComponentFact("kubectl"), Trait("Server", "bare")]
    public async Task Get_cdr_shows_the_columns_of_the_guides()
    {
        Kubectl kubectl = await server.NamespaceAsync("cdr");
        string name = kubectl.Namespace;
        await kubectl.ApplyAsync(Manifests.Route(name));
        await kubectl.OutputAsync($"patch cdr {name}-bob --subresource=status --type=merge -p", """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""");

        string[][] lines = Kubectl.Words(await kubectl.OutputAsync($"get cdr {name}-bob"));

        Assert.Equal(["NAME", "SOURCE", "DESTINATION", "HOST", "AUTHENTICATION", "READY"], lines[0]);
        Assert.Equal([$"{name}-bob", name, "bob", "10.0.0.1", "Token", "True"], lines[1]);
    }

    [RealComponentFact("kubectl"), Trait("Server", "bare")]
    public async Task Get_kj_shows_times_as_ages_and_the_phase()
    {
        Kubectl kubectl = await server.NamespaceAsync("kj");
        await kubectl.ApplyAsync(Manifests.Job);
        await kubectl.OutputAsync("patch kj job --subresource=status --type=merge -p", """{"status":{"phase":"Running","startTime":"2020-01-01T00:00:00Z","lastReconcileTime":"2020-01-01T00:00:00Z"}}""");

        string[][] lines = Kubectl.Words(await kubectl.OutputAsync("get kj"));

        Assert.Equal(["NAME", "STARTTIME", "COMPLETIONTIME", "LASTRECONCILETIME", "PHASE"], lines[0]);
        Assert.Equal(["job", "Running"], [lines[1][0], lines[1][^1]]);
        Assert.Matches("^[0-9]+y([0-9]+d)?$", lines[1][1]);
    }

    [RealComponentFact("kubectl")]
    public async Task Every_output_format_works()
    {
        Kubectl kubectl = await server.NamespaceAsync("out");
        await kubectl.ApplyAsync(Manifests.Job);

        Assert.Equal("kusciajob.kuscia.secretflow/job\n", await kubectl.OutputAsync("get kj -o name"));
        Assert.Equal("2 psi Strict", await kubectl.OutputAsync("get kj job -o", "jsonpath={.spec.maxParallelism} {.spec.tasks[0].alias} {.spec.scheduleMode}"));
        Assert.Contains("\n  maxParallelism: 2\n", await kubectl.OutputAsync("get kj job -o yaml"), StringComparison.Ordinal);
        Assert.Equal("List", (string?)JsonNode.Parse(await kubectl.OutputAsync("get kj -o json"))!["kind"]);
        Assert.Contains("PHASE", await kubectl.OutputAsync("get kj -o wide"), StringComparison.Ordinal);
        Assert.Contains(kubectl.Namespace, await kubectl.OutputAsync("get kj -A"), StringComparison.Ordinal);
        Assert.Contains("LABELS", await kubectl.OutputAsync("get kj --show-labels"), StringComparison.Ordinal);
    }

    [RealComponentFact("kubectl")]
    public async Task What_is_absent_is_named()
    {
        Kubectl kubectl = await server.NamespaceAsync("none");

        Assert.Equal($"No resources found in {kubectl.Namespace} namespace.\n", (await kubectl.RunAsync("get kj")).Error);
        Assert.Equal("Error from server (NotFound): kusciajobs.kuscia.secretflow \"x\" not found\n", (await kubectl.RunAsync("get kj x")).Error);
        Assert.Equal("error: the server doesn't have a resource type \"nope\"\n", (await kubectl.RunAsync("get nope")).Error);
    }

    [RealComponentTheory("kubectl")]
    [InlineData("explain kj.spec.tasks", "appImage\t<string> -required-")]
    [InlineData("explain kj.spec.scheduleMode", "ENUM:\n    Strict\n    BestEffort")]
    [InlineData("explain cdr.spec.endpoint.ports", "port\t<integer> -required-")]
    [InlineData("explain appimage.spec.deployTemplates.spec.containers.env", "valueFrom\t<Object>")]
    [InlineData("explain pod.spec.containers", "image\t<string>")]
    [InlineData("explain deployment.metadata", "labels\t<map[string]string>")]
    public async Task Explain_tells_about_fields(string command, string expected)
    {
        Kubectl kubectl = await server.NamespaceAsync("explain");

        string text = await kubectl.OutputAsync(command);

        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.DoesNotContain("<empty>", text, StringComparison.Ordinal);
    }

    [RealComponentFact("kubectl")]
    public async Task Describe_shows_objects_of_all_sorts()
    {
        Kubectl kubectl = await server.NamespaceAsync("desc");
        await kubectl.ApplyAsync(Manifests.Job);
        await kubectl.ApplyAsync(Manifests.Pod("p"));
        await kubectl.ApplyAsync(Manifests.Deployment);

        Assert.Contains("Initiator:        alice", await kubectl.OutputAsync("describe kj job"), StringComparison.Ordinal);
        Assert.Contains("Image:        engine:1", await kubectl.OutputAsync("describe pod p"), StringComparison.Ordinal);
        Assert.Contains("Replicas:               2 desired", await kubectl.OutputAsync("describe deployment web"), StringComparison.Ordinal);
        Assert.Contains("Status:       Active", await kubectl.OutputAsync($"describe namespace {kubectl.Namespace}"), StringComparison.Ordinal);
    }

    [RealComponentFact("kubectl"), Trait("Server", "bare")]
    public async Task Logs_come_from_the_log_source()
    {
        Kubectl kubectl = await server.NamespaceAsync("logs");
        await kubectl.ApplyAsync(Manifests.Pod("logged"));
        await kubectl.ApplyAsync(Manifests.Pod("silent"));

        Assert.Equal($"first\nsecond\nlast line of {kubectl.Namespace}/logged main\n", await kubectl.OutputAsync("logs logged"));
        Assert.Equal($"last line of {kubectl.Namespace}/logged main\n", await kubectl.OutputAsync("logs logged -c main --tail=1"));
        Assert.Contains("silent", (await kubectl.RunAsync("logs silent")).Error, StringComparison.Ordinal);
        Assert.Contains("container nope is not valid for pod logged", (await kubectl.RunAsync("logs logged -c nope")).Error, StringComparison.Ordinal);
    }

    [RealComponentFact("kubectl")]
    public async Task Commands_into_a_pod_are_refused_in_clear_words()
    {
        Kubectl kubectl = await server.NamespaceAsync("into");
        await kubectl.ApplyAsync(Manifests.Pod("logged"));

        Assert.Contains("attach is not offered", (await kubectl.RunAsync("attach logged")).Error, StringComparison.Ordinal);
        Assert.Contains("exec is not offered", (await kubectl.RunAsync($"exec -n {kubectl.Namespace} logged -- date")).Error, StringComparison.Ordinal);
    }

    [RealComponentFact("kubectl")]
    public async Task Auth_tells_what_a_caller_may_do()
    {
        Kubectl kubectl = await server.NamespaceAsync("auth");
        await kubectl.OutputAsync("create serviceaccount reader");
        await kubectl.OutputAsync("create role reader --verb=get,list --resource=kusciajobs.kuscia.secretflow");
        await kubectl.OutputAsync($"create rolebinding reader --role=reader --serviceaccount={kubectl.Namespace}:reader");
        string reader = $"--as=system:serviceaccount:{kubectl.Namespace}:reader";

        Assert.Equal("yes\n", await kubectl.OutputAsync("auth can-i delete pods"));
        Assert.Equal("yes\n", await kubectl.OutputAsync($"auth can-i list kj {reader}"));
        Assert.Equal("no\n", (await kubectl.RunAsync($"auth can-i delete kj {reader}")).Output);
        Assert.Contains("cannot delete resource \"kusciajobs\"", (await kubectl.RunAsync($"delete kj x {reader}")).Error, StringComparison.Ordinal);
    }
}
