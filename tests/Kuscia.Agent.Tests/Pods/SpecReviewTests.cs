using System.Text.Json;
using Kuscia.Agent.Tests.Support;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Pods;

/// <summary>What a pod asks for is done, refused or named in its status.</summary>
public class SpecReviewTests
{
    [Fact]
    public async Task Members_without_effect_are_named_in_a_condition_of_the_pod()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod(
            "wishes", "true", s => s with { Extra = Members("""{"runtimeClassName":"gvisor","hostAliases":[{"ip":"10.0.0.1"}],"shareProcessNamespace":false}"""), DnsPolicy = "None" },
            c => c with
            {
                Resources = new ResourceRequirements { Limits = new Dictionary<string, IntOrString> { ["kuscia.io/bandwidth"] = IntOrString.FromString("1"), ["memory"] = IntOrString.FromString("1Gi") } },
                SecurityContext = Json("""{"privileged":false,"runAsUser":1000}"""),
                Extra = Members("""{"stdin":true,"tty":false}"""),
            }));

        Pod pod = await world.WaitForPhaseAsync("wishes", "Succeeded");
        string told = pod.Status!.Conditions!.Single(c => c.Type == "FieldsHonoured").Message!;
        Assert.All(
            ["spec.runtimeClassName", "spec.hostAliases", "spec.dnsPolicy=None", "containers[main].resources.limits of kuscia.io/bandwidth (processes", "containers[main].securityContext.runAsUser", "containers[main].stdin"],
            member => Assert.Contains(member, told, StringComparison.Ordinal));
        Assert.DoesNotContain("shareProcessNamespace", told, StringComparison.Ordinal);
        Assert.DoesNotContain("privileged", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_pod_has_no_such_condition()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("plain", "true", s => s with { DnsPolicy = "ClusterFirst", Extra = Members("""{"enableServiceLinks":true,"securityContext":{}}""") }));

        Pod pod = await world.WaitForPhaseAsync("plain", "Succeeded");
        Assert.DoesNotContain(pod.Status!.Conditions!, c => c.Type == "FieldsHonoured");
    }

    [Theory]
    [InlineData("""{"lifecycle":{"postStart":{"exec":{"command":["true"]}}}}""", "lifecycle.postStart")]
    [InlineData("""{"volumeDevices":[{"name":"disk","devicePath":"/dev/x"}]}""", "volumeDevices")]
    public async Task Members_that_change_what_a_task_means_are_refused(string members, string named)
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("refused", "true", container: c => c with { Extra = Members(members) }));

        Pod pod = await world.WaitForPhaseAsync("refused", "Failed");
        Assert.Equal("Reject", pod.Status!.Reason);
        Assert.Contains(named, pod.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Volume_of_an_unknown_type_is_named()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod(
            "claim", "true", s => s with { Volumes = [new Volume { Name = "data", Extra = Members("""{"persistentVolumeClaim":{"claimName":"x"}}""") }] },
            c => c with { VolumeMounts = [new VolumeMount { Name = "data", MountPath = "/data" }] }));

        Pod pod = await world.WaitForPhaseAsync("claim", "Failed");
        Assert.Contains("persistentVolumeClaim", pod.Status!.ContainerStatuses![0].State!.Terminated!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_directory_is_shared_by_the_containers_of_a_pod_and_removed_with_it()
    {
        await using AgentWorld world = await StartAsync();
        VolumeMount mount = new() { Name = "scratch", MountPath = "/shared" };
        Container writer = new() { Name = "writer", Image = Image, Command = ["sh", "-c", "echo handed-over > ../shared/note"], WorkingDir = "/work", VolumeMounts = [mount] };

        await world.CreatePodAsync(ShellPod(
            "pair", "cat ../shared/note; ls ../shared/deep", s => s with { InitContainers = [writer], Volumes = [new Volume { Name = "scratch", EmptyDir = Json("{}") }] },
            c => c with { VolumeMounts = [mount, new VolumeMount { Name = "scratch", MountPath = "/sub", SubPath = "deep" }] }));

        await world.WaitForPhaseAsync("pair", "Succeeded");
        Assert.Equal("handed-over\n", await world.ReadLogAsync("pair", new Kuscia.Hosting.Logs.PodLogOptions { Container = "main" }));
        await world.MarkDeletedAsync("pair", 1);
        await world.WaitGoneAsync("pair");
        Assert.Empty(Directory.GetDirectories(Path.Combine(world.Root, "sandbox")));
    }

    [Fact]
    public async Task Pod_that_does_not_fit_beside_the_running_ones_is_refused_with_numbers()
    {
        await using AgentWorld world = await StartAsync(o => o with { Capacity = o.Capacity with { Cpu = 4, ReservedCpu = 0.5m } });
        Container Wanting(Container c, string cpu) => c with { Resources = new ResourceRequirements { Requests = new Dictionary<string, IntOrString> { ["cpu"] = IntOrString.FromString(cpu) } } };
        await world.CreatePodAsync(ShellPod("first", "exec sleep 600", container: c => Wanting(c, "2500m")));
        await world.WaitForPhaseAsync("first", "Running");

        await world.CreatePodAsync(ShellPod("second", "exec sleep 600", container: c => Wanting(c, "2")));
        Pod refused = await world.WaitForPhaseAsync("second", "Failed");
        await world.CreatePodAsync(ShellPod("third", "true", container: c => Wanting(c, "1")));

        Assert.Equal("OutOfcpu", refused.Status!.Reason);
        Assert.Contains("requests 2, 2.5 of 4 are taken", refused.Status.Message, StringComparison.Ordinal);
        await world.WaitForPhaseAsync("third", "Succeeded");
    }

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement.Clone();

    private static Dictionary<string, JsonElement> Members(string json) => Json(json).EnumerateObject().ToDictionary(m => m.Name, m => m.Value.Clone());
}
