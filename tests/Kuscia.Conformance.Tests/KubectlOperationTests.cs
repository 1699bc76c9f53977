using System.Text.Json.Nodes;
using Kuscia.Conformance.Tests.Support;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Testing.Components;

namespace Kuscia.Conformance.Tests;

/// <summary>Commands of day-to-day work: scale, roll out, wait, compare, replace, ask.</summary>
public sealed class KubectlOperationTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [RealComponentFact("kubectl")]
    public async Task Scale_sets_the_replicas_alone()
    {
        Kubectl kubectl = await server.NamespaceAsync("scale");
        await kubectl.ApplyAsync(Manifests.Deployment);

        Assert.Equal("deployment.apps/web scaled\n", await kubectl.OutputAsync("scale deployment web --replicas=5"));
        Assert.Equal("deployment.apps/web scaled\n", await kubectl.OutputAsync("scale deployment web --current-replicas=5 --replicas=4"));
        Assert.Contains("Expected replicas to be 9, was 4", (await kubectl.RunAsync("scale deployment web --current-replicas=9 --replicas=1")).Error, StringComparison.Ordinal);
        Assert.Equal("4 nginx:1.25", await kubectl.OutputAsync("get deployment web -o", "jsonpath={.spec.replicas} {.spec.template.spec.containers[0].image}"));
    }

    [RealComponentFact("kubectl")]
    public async Task Workloads_and_budgets_are_made_by_words_alone()
    {
        Kubectl kubectl = await server.NamespaceAsync("words");

        await kubectl.OutputAsync("create job j --image=i");
        await kubectl.OutputAsync("create cronjob c --image=i", "--schedule=0 3 * * *");
        await kubectl.OutputAsync("create pdb b --selector=a=b --min-available=50%");

        Assert.Equal("i 1 Never", await kubectl.OutputAsync("get job j -o", "jsonpath={.spec.template.spec.containers[0].image} {.spec.completions} {.spec.template.spec.restartPolicy}"));
        Assert.Equal("0 3 * * * i", await kubectl.OutputAsync("get cronjob c -o", "jsonpath={.spec.schedule} {.spec.jobTemplate.spec.template.spec.containers[0].image}"));
        Assert.Equal("50% b", await kubectl.OutputAsync("get pdb b -o", "jsonpath={.spec.minAvailable} {.spec.selector.matchLabels.a}"));
    }

    [RealComponentFact("kubectl")]
    public async Task A_taint_is_set_and_taken_off_again()
    {
        Kubectl kubectl = await server.NamespaceAsync("taint");
        await server.Client.CreateAsync(
            Kinds.Node, new Node { Metadata = new ObjectMeta { Name = "tainted" }, Spec = new NodeSpec { Taints = [new Taint { Key = "agent", Effect = "NoSchedule" }] } }, CancellationToken.None);

        Assert.Equal("node/tainted tainted\n", await kubectl.OutputAsync("taint nodes tainted k=v:NoSchedule"));
        Assert.Equal("k agent", await kubectl.OutputAsync("get node tainted -o", "jsonpath={.spec.taints[*].key}"));
        Assert.Equal("node/tainted untainted\n", await kubectl.OutputAsync("taint nodes tainted k-"));
        Assert.Equal("agent", await kubectl.OutputAsync("get node tainted -o", "jsonpath={.spec.taints[*].key}"));
    }

    [RealComponentFact("kubectl")]
    public async Task A_kind_without_controller_is_applied_with_a_warning()
    {
        Kubectl kubectl = await server.NamespaceAsync("notice");

        ProgramRun run = await kubectl.RunAsync($"apply -f {server.File("notice.yaml", Manifests.NetworkPolicy)}");

        Assert.Equal((0, "networkpolicy.networking.k8s.io/closed created\n"), (run.ExitCode, run.Output));
        Assert.Equal("Warning: NetworkPolicy \"closed\" is stored, but nothing routes or filters by it: the gateway of this node follows DomainRoutes\n", run.Error);
    }

    [RealComponentFact("kubectl"), Trait("Server", "bare")]
    public async Task Rollout_status_and_wait_follow_the_status()
    {
        Kubectl kubectl = await server.NamespaceAsync("rollout");
        await kubectl.ApplyAsync(Manifests.Deployment);
        Task<string> rollout = kubectl.OutputAsync("rollout status deployment web --timeout=60s");
        Task<string> wait = kubectl.OutputAsync("wait deployment web --for=condition=Available --timeout=60s");

        await server.Client.PatchAsync(Kinds.Deployment, new ResourceName(kubectl.Namespace, "web"), JsonNode.Parse("""
            {"status":{"observedGeneration":1,"replicas":2,"updatedReplicas":2,"readyReplicas":2,"availableReplicas":2,
             "conditions":[{"type":"Available","status":"True","reason":"MinimumReplicasAvailable","message":"ready"}]}}
            """)!, "status", CancellationToken.None);

        Assert.EndsWith("deployment \"web\" successfully rolled out\n", await rollout, StringComparison.Ordinal);
        Assert.Equal("deployment.apps/web condition met\n", await wait);
        string[][] lines = Kubectl.Words(await kubectl.OutputAsync("get deployment web"));
        Assert.Equal(["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"], lines[0]);
        Assert.Equal(["web", "2/2", "2", "2"], lines[1][..4]);
    }

    [RealComponentFact("kubectl")]
    public async Task Diff_shows_what_apply_would_change()
    {
        Kubectl kubectl = await server.NamespaceAsync("diff");
        await kubectl.ApplyAsync(Manifests.Deployment);
        string manifest = server.File("web.yaml", Manifests.Deployment.Replace("nginx:1.25", "nginx:1.26", StringComparison.Ordinal));

        ProgramRun same = await kubectl.RunAsync($"diff -f {server.File("same.yaml", Manifests.Deployment)}");
        ProgramRun changed = await kubectl.RunAsync($"diff -f {manifest}");
        ProgramRun onServer = await kubectl.RunAsync($"diff --server-side -f {manifest} --force-conflicts");

        Assert.Equal((0, ""), (same.ExitCode, same.Output));
        Assert.Equal(1, changed.ExitCode);
        Assert.Matches("(?m)^-\\s+image: nginx:1.25\\n\\+\\s+image: nginx:1.26", changed.Output);
        Assert.Contains("+", onServer.Output, StringComparison.Ordinal);
        Assert.Equal("nginx:1.25", await kubectl.OutputAsync("get deployment web -o", "jsonpath={.spec.template.spec.containers[0].image}"));
    }

    [RealComponentFact("kubectl")]
    public async Task Replace_force_makes_a_new_object()
    {
        Kubectl kubectl = await server.NamespaceAsync("replace");
        string manifest = server.File("job.yaml", Manifests.Job);
        await kubectl.OutputAsync($"create -f {manifest}");
        string before = await kubectl.OutputAsync("get kj job -o", "jsonpath={.metadata.uid}");

        Assert.Equal("kusciajob.kuscia.secretflow \"job\" deleted\nkusciajob.kuscia.secretflow/job replaced\n", await kubectl.OutputAsync($"replace --force -f {manifest}"));

        Assert.NotEqual(before, await kubectl.OutputAsync("get kj job -o", "jsonpath={.metadata.uid}"));
    }

    [RealComponentFact("kubectl")]
    public async Task Raw_paths_whoami_and_versions_answer()
    {
        Kubectl kubectl = await server.NamespaceAsync("raw");

        // A whole node also tells which instance leads.
        string[] ready = (await kubectl.OutputAsync("get --raw /readyz?verbose")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["[+]ping ok", "[+]etcd ok", "readyz check passed"], ready.Where(l => !l.StartsWith("[+]leader ok", StringComparison.Ordinal)));
        Assert.Equal("ok", (await kubectl.OutputAsync("get --raw /readyz/etcd")).Trim());
        Assert.Contains(Kubectl.Words(await kubectl.OutputAsync("auth whoami")), l => l is ["Username", _] or ["Username:", _]);
        string[] versions = (await kubectl.OutputAsync("api-versions")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["apps/v1", "discovery.k8s.io/v1", "events.k8s.io/v1", "kuscia.secretflow/v1alpha1", "v1"],
            versions.Where(v => v is "apps/v1" or "discovery.k8s.io/v1" or "events.k8s.io/v1" or "kuscia.secretflow/v1alpha1" or "v1"));
        Assert.Contains("Server Version: v1.32", await kubectl.OutputAsync("version"), StringComparison.Ordinal);
    }

    [RealComponentTheory("kubectl")]
    [InlineData("explain kj --recursive", "taskInputConfig\t<string> -required-")]
    [InlineData("explain deployment --recursive", "matchLabels\t<map[string]string>")]
    [InlineData("explain service.spec --recursive", "clusterIP\t<string>")]
    public async Task Explain_recursive_shows_the_whole_tree(string command, string expected)
    {
        Kubectl kubectl = await server.NamespaceAsync("tree");

        Assert.Contains(expected, await kubectl.OutputAsync(command), StringComparison.Ordinal);
    }

    [RealComponentFact("kubectl")]
    public async Task Events_are_the_same_in_both_groups()
    {
        Kubectl kubectl = await server.NamespaceAsync("events");
        await server.Client.CreateAsync(
            Kinds.Event,
            new Event
            {
                Metadata = new ObjectMeta { Name = "e", Namespace = kubectl.Namespace },
                InvolvedObject = new ObjectReference { Kind = "Pod", Name = "p", Namespace = kubectl.Namespace },
                Reason = "Started",
                Message = "it started",
                Type = "Normal",
                Count = 1,
                FirstTimestamp = DateTimeOffset.UnixEpoch,
                LastTimestamp = DateTimeOffset.UnixEpoch,
            },
            CancellationToken.None);

        Assert.Contains(Kubectl.Words(await kubectl.OutputAsync("events")), l => l[1..] is ["Normal", "Started", "Pod/p", "it", "started"]);
        Assert.Contains(Kubectl.Words(await kubectl.OutputAsync("get events")), l => l[1..] is ["Normal", "Started", "pod/p", "it", "started"]);
        Assert.Equal("events.k8s.io/v1 it started p", await kubectl.OutputAsync("get events.events.k8s.io e -o", "jsonpath={.apiVersion} {.note} {.regarding.name}"));
    }

    [RealComponentFact("kubectl")]
    public async Task Services_get_an_address_and_slices_their_columns()
    {
        Kubectl kubectl = await server.NamespaceAsync("svc");
        await kubectl.OutputAsync("create service nodeport web --tcp=80:8080");
        await kubectl.ApplyAsync("""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
            addressType: IPv4
            endpoints:
            - addresses: [10.1.1.1]
            ports:
            - {name: http, port: 8080}
            """);

        Assert.Matches("^10\\.43\\.[0-9]+\\.[0-9]+ 3[0-2][0-9]{3}$", await kubectl.OutputAsync("get service web -o", "jsonpath={.spec.clusterIP} {.spec.ports[0].nodePort}"));
        Assert.Equal(["web-1", "IPv4", "8080", "10.1.1.1"], Kubectl.Words(await kubectl.OutputAsync("get endpointslices"))[1][..4]);
    }
}
