using System.Net;
using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Tests.Workloads.Recorded;
using Kuscia.Controllers.Workloads;
using Kuscia.Controllers.Workloads.Furniture;
using Kuscia.Controllers.Workloads.PodGarbage;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Controllers.Tests.Workloads;

/// <summary>The controllers of workloads together, on a whole API server.</summary>
public sealed class ClusterTests
{
    private const string Ready = """{"status":{"phase":"Running","podIP":"10.1.0.9","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2024-01-01T00:00:00Z"}]}}""";

    [Fact]
    public async Task A_daemon_set_has_a_pod_on_each_node_of_its_namespace_and_follows_them()
    {
        await using WorkloadCluster cluster = await StartAsync();
        await NodeAsync(cluster, "n1", "alice");
        await NodeAsync(cluster, "n2", "alice");
        await NodeAsync(cluster, "n3", "bob");
        await PostAsync(cluster, "/apis/apps/v1/namespaces/alice/daemonsets",
            """{"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""");

        await PodsAsync(cluster, pods => string.Join(' ', pods.Select(p => p.Spec?.NodeName).Order()) == "n1 n2");
        await cluster.Client.DeleteAsync(Kinds.Node, ResourceName.Cluster("n2"), null, CancellationToken.None);
        await PodsAsync(cluster, pods => pods.Count(p => p.Metadata.DeletionTimestamp is null) == 1);
        await cluster.AwaitAsync("status", async () =>
        {
            DaemonSet? set = await cluster.Client.GetAsync(Kinds.DaemonSet, new ResourceName("alice", "d"), CancellationToken.None);
            return set?.Status is { DesiredNumberScheduled: 1, CurrentNumberScheduled: 1, NumberReady: 0, NumberUnavailable: 1, UpdatedNumberScheduled: 1 } ? null : $"the status is {set?.Status}";
        });
    }

    [Fact]
    public async Task A_daemon_set_rolls_one_node_after_the_other()
    {
        await using WorkloadCluster cluster = await StartAsync();
        await NodeAsync(cluster, "n1", "alice");
        await NodeAsync(cluster, "n2", "alice");
        const string path = "/apis/apps/v1/namespaces/alice/daemonsets";
        await PostAsync(cluster, path, """{"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"c","image":"i"}]}}}}""");
        foreach (Pod pod in await PodsAsync(cluster, pods => pods.Count == 2))
        {
            await cluster.Client.PatchAsync(Kinds.Pod, pod.Identity, JsonNode.Parse(Ready)!, "status", CancellationToken.None); // not null: a constant object
        }

        await cluster.AwaitAsync("ready", async () => (await cluster.Client.GetAsync(Kinds.DaemonSet, new ResourceName("alice", "d"), CancellationToken.None))?.Status?.NumberAvailable == 2 ? null : "not all are available");
        await cluster.SendAsync("PATCH", path + "/d", """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"j"}]}}}}""", "application/strategic-merge-patch+json");

        await PodsAsync(cluster, pods => string.Join(' ', pods.Select(p => p.Spec?.Containers?[0].Image).Order()) == "i j");
        Pod updated = (await PodsAsync(cluster, pods => pods.Any(p => p.Spec?.Containers?[0].Image == "j"))).Single(p => p.Spec?.Containers?[0].Image == "j");
        await cluster.Client.PatchAsync(Kinds.Pod, updated.Identity, JsonNode.Parse(Ready)!, "status", CancellationToken.None); // not null: a constant object
        await PodsAsync(cluster, pods => string.Join(' ', pods.Select(p => p.Spec?.Containers?[0].Image).Order()) == "j j");
    }

    [Fact]
    public async Task Every_namespace_has_its_account_and_the_certificate_of_the_api_and_gets_them_back()
    {
        await using WorkloadCluster cluster = await StartAsync((client, informers) => Furniture(client, informers));

        await AwaitMapAsync(cluster, "alice");
        await AwaitMapAsync(cluster, "default");
        await cluster.Client.DeleteAsync(Kinds.ConfigMap, new ResourceName("alice", "kube-root-ca.crt"), null, CancellationToken.None);
        await cluster.Client.DeleteAsync(Kinds.ServiceAccount, new ResourceName("alice", "default"), null, CancellationToken.None);
        await AwaitMapAsync(cluster, "alice");
        await cluster.AwaitAsync("account", async () =>
            await cluster.Client.GetAsync(Kinds.ServiceAccount, new ResourceName("alice", "default"), CancellationToken.None) is null ? "there is no account" : null);
        await cluster.SendAsync("PATCH", "/api/v1/namespaces/alice/configmaps/kube-root-ca.crt", """{"data":{"ca.crt":"other","more":"x"}}""", "application/merge-patch+json");
        await AwaitMapAsync(cluster, "alice");
    }

    [Fact]
    public async Task The_service_kubernetes_leads_to_the_api()
    {
        await using WorkloadCluster cluster = await StartAsync((client, informers) => Furniture(client, informers));
        ResourceName name = new("default", "kubernetes");

        await cluster.AwaitAsync("service", async () =>
        {
            Service? service = await cluster.Client.GetAsync(Kinds.Service, name, CancellationToken.None);
            Endpoints? endpoints = await cluster.Client.GetAsync(Kinds.Endpoints, name, CancellationToken.None);
            EndpointSlice? slice = await cluster.Client.GetAsync(Kinds.EndpointSlice, name, CancellationToken.None);
            bool right = service?.Spec?.ClusterIP == "10.43.0.1" && endpoints?.Subsets?[0].Addresses?[0].Ip == "192.0.2.1" && slice?.Ports?[0].Port == 6443;
            return right ? null : $"service {service?.Spec?.ClusterIP}, endpoints {endpoints?.Subsets?.Count}, slice {slice?.Ports?.Count}";
        });
    }

    [Fact]
    public async Task A_pod_whose_node_is_gone_does_not_hold_its_namespace()
    {
        await using WorkloadCluster cluster = await StartAsync((client, informers) =>
            [new PodGarbageController(new PodGarbageOptions { Quarantine = TimeSpan.Zero }, client, informers, TimeProvider.System, NullLoggerFactory.Instance)]);
        await PostAsync(cluster, "/api/v1/namespaces/alice/pods", """{"metadata":{"name":"p"},"spec":{"nodeName":"gone","containers":[{"name":"c","image":"i"}]}}""");

        await cluster.SendAsync("DELETE", "/api/v1/namespaces/alice");

        await cluster.AwaitAsync("namespace", async () =>
            await cluster.Client.GetAsync(Kinds.Namespace, ResourceName.Cluster("alice"), CancellationToken.None) is { } left ? $"it is {left.Status?.Phase}" : null);
    }

    [Fact]
    public async Task Slices_follow_the_pods_of_a_service_and_go_with_it()
    {
        await using WorkloadCluster cluster = await StartAsync();
        await PostAsync(cluster, "/api/v1/namespaces/alice/services", """{"metadata":{"name":"s","labels":{"l":"1"}},"spec":{"selector":{"a":"b"},"ports":[{"name":"http","port":80,"targetPort":"web"}]}}""");
        await PostAsync(cluster, "/api/v1/namespaces/alice/pods",
            """{"metadata":{"name":"p","labels":{"a":"b"}},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i","ports":[{"name":"web","containerPort":8081}]}]}}""");
        await cluster.SendAsync("PATCH", "/api/v1/namespaces/alice/pods/p/status", Ready, "application/merge-patch+json");

        await cluster.AwaitAsync("slice", async () =>
        {
            IReadOnlyList<EndpointSlice> slices = (await cluster.Client.ListAsync(Kinds.EndpointSlice, "alice", ListOptions.All, CancellationToken.None)).Items;
            bool right = slices is [{ Endpoints: [{ Addresses: ["10.1.0.9"], Conditions.Ready: true, NodeName: "n" }], Ports: [{ Name: "http", Port: 8081 }] }]
                && slices[0].Metadata.Label("kubernetes.io/service-name") == "s" && slices[0].Metadata.Label("l") == "1";
            return right ? null : $"{slices.Count} slices, with {slices.Sum(s => s.Endpoints?.Count ?? 0)} endpoints";
        });
        await cluster.SendAsync("DELETE", "/api/v1/namespaces/alice/services/s");
        await cluster.AwaitAsync("end", async () =>
            (await cluster.Client.ListAsync(Kinds.EndpointSlice, "alice", ListOptions.All, CancellationToken.None)).Items.Count is > 0 and int left ? $"{left} slices are left" : null);
    }

    [Fact]
    public async Task A_budget_spares_pods_from_eviction_until_enough_are_ready()
    {
        await using WorkloadCluster cluster = await StartAsync();
        const string pods = "/api/v1/namespaces/alice/pods";
        await PostAsync(cluster, "/apis/policy/v1/namespaces/alice/poddisruptionbudgets", """{"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"a":"b"}}}}""");
        foreach (string name in (string[])["p", "q"])
        {
            await PostAsync(cluster, pods, $$$"""{"metadata":{"name":"{{{name}}}","labels":{"a":"b"}},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}""");
            await cluster.SendAsync("PATCH", $"{pods}/{name}/status", Ready, "application/merge-patch+json");
        }

        await BudgetAsync(cluster, allowed: 1);
        (HttpStatusCode first, _) = await EvictAsync(cluster, "p");
        (HttpStatusCode second, string why) = await EvictAsync(cluster, "q");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.TooManyRequests), (first, second));
        Assert.Contains("Cannot evict pod as it would violate the pod's disruption budget.", why, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"DisruptionBudget\"", why, StringComparison.Ordinal);
        await BudgetAsync(cluster, allowed: 0);
    }

    [Fact]
    public async Task A_quota_shows_what_is_used_and_the_workload_says_why_it_gets_no_more()
    {
        await using WorkloadCluster cluster = await StartAsync();
        await PostAsync(cluster, "/api/v1/namespaces/alice/resourcequotas", """{"metadata":{"name":"q"},"spec":{"hard":{"pods":"2","count/replicasets.apps":"5"}}}""");
        await PostAsync(cluster, "/apis/apps/v1/namespaces/alice/replicasets",
            """{"metadata":{"name":"r"},"spec":{"replicas":3,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""");

        await cluster.AwaitAsync("quota", async () =>
        {
            ResourceQuota? quota = await cluster.Client.GetAsync(Kinds.ResourceQuota, new ResourceName("alice", "q"), CancellationToken.None);
            return quota?.Status?.Used?["pods"].Text == "2" && quota.Status.Used["count/replicasets.apps"].Text == "1" ? null : $"pods used: {quota?.Status?.Used?["pods"].Text}";
        });
        await cluster.AwaitAsync("condition", async () =>
        {
            ReplicaSet? set = await cluster.Client.GetAsync(Kinds.ReplicaSet, new ResourceName("alice", "r"), CancellationToken.None);
            Condition? failure = set?.Status?.Conditions.Find("ReplicaFailure");
            return failure?.Reason == "FailedCreate" && failure.Message?.EndsWith("is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2", StringComparison.Ordinal) == true
                ? null : $"the condition is {failure}";
        });
    }

    [Fact]
    public async Task A_deleted_job_leaves_no_pod()
    {
        await using WorkloadCluster cluster = await StartAsync();
        await PostAsync(cluster, "/apis/batch/v1/namespaces/alice/jobs", """{"metadata":{"name":"j"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""");
        await PodsAsync(cluster, pods => pods.Count == 1);

        await cluster.SendAsync("DELETE", "/apis/batch/v1/namespaces/alice/jobs/j", """{"propagationPolicy":"Background"}""");

        await PodsAsync(cluster, pods => pods.Count == 0);
    }

    private static async Task<WorkloadCluster> StartAsync(Func<Kuscia.ApiServer.Server.LocalResourceClient, InformerSet, IEnumerable<IController>>? more = null)
    {
        WorkloadCluster cluster = await WorkloadCluster.StartAsync(more);
        await PostAsync(cluster, "/api/v1/namespaces", """{"metadata":{"name":"alice"}}""");
        return cluster;
    }

    private static IReadOnlyList<IController> Furniture(IResourceClient client, InformerSet informers) => WorkloadControllers.Furniture(
        new FurnitureOptions { RootCertificate = "PEM\n", Address = "192.0.2.1", Port = 6443 }, client, informers, TimeProvider.System, NullLoggerFactory.Instance);

    private static async Task PostAsync(WorkloadCluster cluster, string path, string body)
    {
        (HttpStatusCode status, string answer) = await cluster.SendAsync("POST", path, body);
        Assert.True(status == HttpStatusCode.Created, $"{path}: {answer}");
    }

    private static Task<(HttpStatusCode Status, string Body)> EvictAsync(WorkloadCluster cluster, string pod) =>
        cluster.SendAsync("POST", $"/api/v1/namespaces/alice/pods/{pod}/eviction", $$$"""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"{{{pod}}}"}}""");

    private static async Task NodeAsync(WorkloadCluster cluster, string name, string domain)
    {
        await PostAsync(cluster, "/api/v1/nodes",
            $$$"""{"metadata":{"name":"{{{name}}}","labels":{"kuscia.secretflow/namespace":"{{{domain}}}"}},"spec":{"taints":[{"key":"kuscia.secretflow/agent","value":"v1","effect":"NoSchedule"}]}}""");
        await cluster.SendAsync(
            "PATCH", $"/api/v1/nodes/{name}/status", """{"status":{"allocatable":{"cpu":"4","memory":"4Gi","pods":"10"},"conditions":[{"type":"Ready","status":"True"}]}}""", "application/merge-patch+json");
    }

    private static async Task<IReadOnlyList<Pod>> PodsAsync(WorkloadCluster cluster, Func<IReadOnlyList<Pod>, bool> wanted)
    {
        IReadOnlyList<Pod> pods = [];
        await cluster.AwaitAsync("pods", async () =>
        {
            pods = (await cluster.Client.ListAsync(Kinds.Pod, "alice", ListOptions.All, CancellationToken.None)).Items;
            return wanted(pods) ? null : $"there are {string.Join(", ", pods.Select(p => $"{p.Metadata.Name} on {p.Spec?.NodeName}"))}";
        });
        return pods;
    }

    private static Task AwaitMapAsync(WorkloadCluster cluster, string @namespace) => cluster.AwaitAsync($"map of {@namespace}", async () =>
    {
        ConfigMap? map = await cluster.Client.GetAsync(Kinds.ConfigMap, new ResourceName(@namespace, "kube-root-ca.crt"), CancellationToken.None);
        return map?.Data is { Count: 1 } data && data["ca.crt"] == "PEM\n" ? null : $"it holds {string.Join(", ", map?.Data?.Keys ?? [])}";
    });

    private static Task BudgetAsync(WorkloadCluster cluster, int allowed) => cluster.AwaitAsync("budget", async () =>
    {
        PodDisruptionBudget? budget = await cluster.Client.GetAsync(Kinds.PodDisruptionBudget, new ResourceName("alice", "b"), CancellationToken.None);
        return budget?.Status is { ObservedGeneration: 1 } status && status.DisruptionsAllowed == allowed ? null : $"the status is {budget?.Status}";
    });
}
