using System.Text.RegularExpressions;
using KubeFate.Tests.Replay;
using Kuscia.Testing.Components;

namespace KubeFate.Tests;

/// <summary>The guide, command by command, with stock kubectl looking at each step.</summary>
public sealed partial class GuideTests(World world) : IClassFixture<World>
{
    [RealComponentFact("kubectl")]
    public async Task From_the_first_manifest_to_the_pages_and_back()
    {
        await using Guide guide = await Guide.OpenAsync(world);
        string manifests = Path.Combine(Guide.Shipped, "kubefate");
        Assert.Contains("clusterrole.rbac.authorization.k8s.io/kubefate-role created", await guide.KubectlAsync($"apply -f {manifests}/rbac-config.yaml"), StringComparison.Ordinal);
        Assert.Contains("deployment.apps/kubefate created", await guide.KubectlAsync($"apply -f {manifests}/kubefate.yaml"), StringComparison.Ordinal);
        Assert.Contains("unchanged", await guide.KubectlAsync($"apply -f {manifests}/kubefate.yaml"), StringComparison.Ordinal);
        Assert.Matches(@"^kubefate +nginx +example\.com +80 ", await guide.KubectlAsync("get ingress -n kube-fate --no-headers"));
        Assert.Equal("YWRtaW4=", await guide.KubectlAsync("get secret kubefate-secret -n kube-fate -o jsonpath={.data.kubefatePassword}"));

        Assert.Contains("* kubefate service version=v1.4.5", await guide.RunAsync("version"), StringComparison.Ordinal);
        Assert.Contains("created", await guide.KubectlAsync("create namespace fate-9999"), StringComparison.Ordinal);
        world.Kubelet.SetMode("fate-9999", "ready");
        await guide.TakeAsync("cluster.yaml", "fate-9999");
        await guide.RunAsync($"chart upload -f {Path.Combine(Guide.Shipped, "charts", "fate")}");
        Assert.Matches(@"fate *\tv2\.0\.0", await guide.RunAsync("chart ls"));
        Assert.Contains("added: StatefulSet mysql", await guide.RunAsync("cluster install -f cluster.yaml --dry-run"), StringComparison.Ordinal);

        string job = JobId().Match(await guide.RunAsync("cluster install -f cluster.yaml")).Groups[1].Value;
        await guide.RunAsync($"job describe --watch {job}");
        string described = await guide.RunAsync($"job describe {job}"), cluster = await guide.OnlyAsync("cluster", "uuid");
        Assert.Matches(@"Status *\tSuccess", described);
        Assert.Contains("mysql                ModuleStatus: Available, SubJobStatus: Success", described, StringComparison.Ordinal);
        string info = await guide.RunAsync($"cluster describe {cluster}");
        Assert.Contains("- party9999.fateboard.example.com", info, StringComparison.Ordinal);
        Assert.Contains("osx: Available", info, StringComparison.Ordinal);
        string sets = await guide.KubectlAsync("get sts -n fate-9999");
        Assert.Matches(@"^NAME +READY +AGE\n", sets);
        Assert.Matches(@"\nnodemanager +2/2 ", sets);
        Assert.Matches(@"sh\.helm\.release\.v1\.fate-9999\.v1 +helm\.sh/release\.v1 +1 ", await guide.KubectlAsync("get secret -n fate-9999 --no-headers"));

        await guide.WriteAsync("cluster.yaml", (await File.ReadAllTextAsync(Path.Combine(guide.Folder, "cluster.yaml"))).Replace("replicas: 2", "replicas: 3", StringComparison.Ordinal));
        Assert.Contains("+   replicas: 3", await guide.RunAsync("cluster update -f cluster.yaml --dry-run"), StringComparison.Ordinal);
        await guide.RunAsync("cluster update -f cluster.yaml --wait");
        Assert.Matches(@"^nodemanager +3/3 ", await guide.KubectlAsync("get sts nodemanager -n fate-9999 --no-headers"));

        await guide.RunAsync($"cluster delete --wait {cluster}");
        await world.Kubelet.SettledAsync();
        await world.Kubelet.SettledAsync();
        Assert.Contains("No resources found", await guide.KubectlAsync("get all,ingress,pvc -n fate-9999"), StringComparison.Ordinal);
        Assert.Contains("Deleted", await guide.RunAsync("cluster ls -A"), StringComparison.Ordinal);
    }

    [RealComponentFact("kubectl")]
    public async Task Clusters_of_several_namespaces_come_at_once_and_an_update_that_cannot_be_is_rolled_back()
    {
        await using Guide guide = await Guide.OpenAsync(world);
        await world.Kubelet.PrepareAsync(["many-1", "many-2", "many-3"], "ready");
        await guide.RunAsync($"chart upload -f {Path.Combine(Scenarios.Folder, "charts", "demo-1.0.0.tgz")}");
        for (int i = 1; i <= 3; i++)
        {
            await guide.WriteAsync($"{i}.yaml", $"name: many\nnamespace: many-{i}\nchartName: demo\nchartVersion: 1.0.0\n");
        }

        await Task.WhenAll(guide.RunAsync("cluster install -f 1.yaml --wait"), guide.RunAsync("cluster install -f 2.yaml --wait"), guide.RunAsync("cluster install -f 3.yaml --wait"));
        await guide.WriteAsync("2.yaml", "name: many\nnamespace: many-2\nchartName: demo\nchartVersion: 1.0.0\nfault: refused\n");
        (int exit, string output) = await guide.TryAsync("cluster update -f 2.yaml --wait");

        Assert.Equal(1, exit);
        Assert.Contains("Cluster run rollback Success", output, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(await guide.KubectlAsync("get deploy -A --no-headers"), @"many-\d +web +1/1 "));
        Assert.Contains("Rollback", await guide.RunAsync("cluster ls"), StringComparison.Ordinal);
    }

    [GeneratedRegex("create job Success, job id=(.+)\r\n")]
    private static partial Regex JobId();
}
