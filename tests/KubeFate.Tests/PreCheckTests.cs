using KubeFate.Tests.Replay;
using Kuscia.Testing.Components;

namespace KubeFate.Tests;

/// <summary>What would end half way is refused before anything is made, and what keeps modules waiting is told.</summary>
public sealed class PreCheckTests(World world) : IClassFixture<World>
{
    private const string Spec = "chartName: demo\nchartVersion: 1.0.0\n";

    [Fact]
    public async Task A_namespace_that_is_not_there_is_named_with_the_cure()
    {
        (string output, _) = await RefuseAsync("check-none", Spec, makes: false);

        Assert.Contains("helm install error, namespaces \"check-none\" not found: make it first, kubectl create namespace check-none", output, StringComparison.Ordinal);
    }

    [RealComponentFact("kubectl")]
    public async Task A_node_port_that_is_taken_is_named_with_its_owner()
    {
        (string output, IReadOnlyList<string> left) = await RefuseAsync("check-port", Spec + "rollsite:\n  nodePort: 30977\n", "create service nodeport other --tcp=80 --node-port=30977 -n default");

        Assert.Contains("nodePort 30977 of Service rollsite is taken by Service default/other", output, StringComparison.Ordinal);
        Assert.Equal([], left);
    }

    [RealComponentFact("kubectl")]
    public async Task A_quota_that_is_too_small_is_named_with_the_figures()
    {
        (string output, IReadOnlyList<string> left) = await RefuseAsync("check-quota", Spec + "web:\n  replicas: 5\n", "create quota few --hard=pods=3 -n check-quota");

        Assert.Contains("exceeded quota: few, requested: pods=6, used: pods=0, limited: pods=3", output, StringComparison.Ordinal);
        Assert.Equal([], left);
    }

    [RealComponentFact("kubectl")]
    public async Task A_right_that_the_service_lacks_is_named()
    {
        await world.Kubelet.PrepareAsync(["check-rights"], "ready");
        await using Guide owner = await Guide.OpenAsync(world);
        await owner.KubectlAsync("create serviceaccount weak -n check-rights");
        await owner.KubectlAsync("create role weak --verb=get,list --resource=secrets,configmaps,services,pods,deployments.apps,statefulsets.apps -n check-rights");
        await owner.KubectlAsync("create rolebinding weak --role=weak --serviceaccount=check-rights:weak -n check-rights");
        string config = Path.Combine(owner.Folder, "weak"), token = (await owner.KubectlAsync("create token weak -n check-rights")).Trim();
        await File.WriteAllTextAsync(config, await owner.KubectlAsync("config view --raw"));
        await owner.KubectlAsync($"config --kubeconfig {config} set-credentials weak --token={token}");
        await owner.KubectlAsync($"config --kubeconfig {config} set-context --current --user=weak");
        await using Guide guide = await Guide.OpenAsync(world, config);

        (int exit, string output) = await InstallAsync(guide, "check-rights", Spec);

        Assert.Equal(1, exit);
        Assert.True(output.Contains("the account of the service may not create deployments in namespace check-rights", StringComparison.Ordinal), output);
        Assert.Equal([], (await world.Kubelet.ObjectsAsync("check-rights")).Where(static name => name.StartsWith("Secret/sh.helm", StringComparison.Ordinal)));
    }

    [RealComponentFact("kubectl")]
    public async Task A_dry_run_tells_what_keeps_modules_waiting_and_changes_nothing()
    {
        await using Guide guide = await Guide.OpenAsync(world);
        await world.Kubelet.PrepareAsync(["check-dry"], "ready");
        await guide.TakeAsync("cluster.yaml", "check-dry");
        await guide.WriteAsync("cluster.yaml", (await File.ReadAllTextAsync(Path.Combine(guide.Folder, "cluster.yaml"))).Replace("persistence: false", "persistence: true", StringComparison.Ordinal) + "mysql:\n  storageClass: fast\n");
        await guide.RunAsync($"chart upload -f {Path.Combine(Guide.Shipped, "charts", "fate")}");

        string output = await guide.RunAsync("cluster install -f cluster.yaml --dry-run");

        Assert.Contains("Warning: claim data of mysql asks for storage class fast, which is not there (there is none)", output, StringComparison.Ordinal);
        Assert.Contains("Warning: claim python-data of python names no storage class", output, StringComparison.Ordinal);
        Assert.Equal([], await world.Kubelet.ObjectsAsync("check-dry"));
    }

    private async Task<(string Output, IReadOnlyList<string> Left)> RefuseAsync(string ns, string spec, string kubectl = "", bool makes = true)
    {
        await using Guide guide = await Guide.OpenAsync(world);
        await world.Kubelet.PrepareAsync(makes ? [ns] : [], "ready");
        Assert.Contains(kubectl.Length == 0 ? "" : "created", kubectl.Length == 0 ? "" : await guide.KubectlAsync(kubectl), StringComparison.Ordinal);

        (int exit, string output) = await InstallAsync(guide, ns, spec);

        Assert.Equal(1, exit);
        Assert.DoesNotContain("Running", await guide.RunAsync("cluster ls"), StringComparison.Ordinal);
        return (output, await world.Kubelet.ObjectsAsync(ns));
    }

    private static async Task<(int Exit, string Output)> InstallAsync(Guide guide, string ns, string spec)
    {
        await guide.RunAsync($"chart upload -f {Path.Combine(Scenarios.Folder, "charts", "demo-1.0.0.tgz")}");
        await guide.WriteAsync("c.yaml", $"name: {ns}\nnamespace: {ns}\n{spec}");
        return await guide.TryAsync("cluster install -f c.yaml --wait");
    }
}
