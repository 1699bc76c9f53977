using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Testing.Components;

namespace Kuscia.EndToEnd.Tests;

/// <summary>What an engineer does with the workloads of Kubernetes on a node: the pods run as processes of the node.</summary>
public sealed class WorkloadTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private const string Image = "--image=kuscia/psi-engine:builtin";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private NodeProcess Node => nodes.Alice;

    [RealComponentFact("kubectl")]
    public async Task A_deployment_is_rolled_out_scaled_changed_and_taken_back()
    {
        await KubectlAsync("create", "deployment", "web", Image, "--replicas=2", "--", "sh", "-c", "sleep 1000");
        Assert.Contains("successfully rolled out", await KubectlAsync("rollout", "status", "deployment/web", "--timeout=90s"), StringComparison.Ordinal);
        await KubectlAsync("wait", "deployment/web", "--for=condition=Available", "--timeout=60s");

        await KubectlAsync("scale", "deployment/web", "--replicas=3");
        await KubectlAsync("wait", "deployment/web", "--for=jsonpath={.status.availableReplicas}=3", "--timeout=60s");
        await KubectlAsync("set", "env", "deployment/web", "COLOUR=green");
        await KubectlAsync("rollout", "status", "deployment/web", "--timeout=90s");
        Assert.Equal("green green green", await KubectlAsync("get", "pods", "-l", "app=web", "--field-selector=status.phase=Running", "-o=jsonpath={.items[*].spec.containers[0].env[0].value}"));

        string history = await KubectlAsync("rollout", "history", "deployment/web");
        Assert.Equal(["1", "2"], history.Split('\n').Select(l => l.Split(' ')[0]).Where(l => l is "1" or "2" or "3"));
        await KubectlAsync("rollout", "undo", "deployment/web");
        await KubectlAsync("rollout", "status", "deployment/web", "--timeout=90s");
        Assert.Equal("3", await KubectlAsync("get", "deployment", "web", "-o=jsonpath={.metadata.annotations.deployment\\.kubernetes\\.io/revision}"));

        await KubectlAsync("rollout", "pause", "deployment/web");
        await KubectlAsync("set", "env", "deployment/web", "COLOUR=blue");
        await KubectlAsync("rollout", "resume", "deployment/web");
        await KubectlAsync("rollout", "restart", "deployment/web");
        await KubectlAsync("rollout", "status", "deployment/web", "--timeout=90s");
        await KubectlAsync("delete", "deployment", "web");
        await KubectlAsync("wait", "pods", "-l", "app=web", "--for=delete", "--timeout=90s");
    }

    [RealComponentFact("kubectl")]
    public async Task A_job_runs_to_its_end_and_its_log_is_there()
    {
        await KubectlAsync("create", "job", "hello", Image, "--", "sh", "-c", "echo from the job");

        await KubectlAsync("wait", "job/hello", "--for=condition=complete", "--timeout=90s");

        Assert.Equal("from the job\n", await KubectlAsync("logs", "job/hello"));
        await KubectlAsync("delete", "job", "hello");
        await KubectlAsync("wait", "pods", "-l", "job-name=hello", "--for=delete", "--timeout=60s");
    }

    [RealComponentFact("kubectl")]
    public async Task A_cron_job_runs_when_it_is_asked_to()
    {
        await KubectlAsync("create", "cronjob", "nightly", Image, "--schedule=0 3 * * *", "--", "sh", "-c", "echo by night");

        await KubectlAsync("create", "job", "now", "--from=cronjob/nightly");

        Assert.Equal("0 3 * * * Allow", await KubectlAsync("get", "cronjob", "nightly", "-o=jsonpath={.spec.schedule} {.spec.concurrencyPolicy}"));
        await KubectlAsync("wait", "job/now", "--for=condition=complete", "--timeout=90s");
        await KubectlAsync("delete", "cronjob", "nightly");
        await KubectlAsync("wait", "pods", "-l", "job-name=now", "--for=delete", "--timeout=60s");
    }

    [RealComponentFact("kubectl")]
    public async Task A_pod_that_no_node_takes_waits_and_says_why()
    {
        (int code, _, string error) = await Node.KubectlAsync("-n", "default", "create", "deployment", "lonely", Image, "--", "sleep", "1");
        Assert.True(code == 0, error);

        await Node.WaitForAsync(Kinds.Deployment, new ResourceName("default", "lonely"), d => d.Status?.UnavailableReplicas == 1, "made", Limit);
        ReplicaSet set = (await Node.Client.ListAsync(Kinds.ReplicaSet, "default", Client.Resources.ListOptions.All, CancellationToken.None)).Items.Single(s => s.Metadata.Label("app") == "lonely");
        Pod pod = (await Node.Client.ListAsync(Kinds.Pod, "default", Client.Resources.ListOptions.All, CancellationToken.None)).Items.Single(p => p.Metadata.OwnerReferences?[0].Uid == set.Metadata.Uid);
        pod = await Node.WaitForAsync(Kinds.Pod, pod.Identity, p => p.Status?.Conditions.Find("PodScheduled") is not null, "told why it waits", Limit);

        Assert.Equal("0/1 nodes are available: node alice-node runs pods of namespace alice only", pod.Status?.Conditions.Find("PodScheduled")?.Message);
    }

    private async Task<string> KubectlAsync(params string[] arguments)
    {
        (int code, string output, string error) = await Node.KubectlAsync(["-n", "alice", .. arguments]);
        Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)}: {output}{error}");
        return output;
    }
}
