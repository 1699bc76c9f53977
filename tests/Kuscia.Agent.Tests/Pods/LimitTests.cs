using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Agent.Tests.Support;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Pods;

/// <summary>A container is held to its limits: by a control group where the machine lets this user make one, otherwise process by process.</summary>
public sealed class LimitTests
{
    // tail keeps what it may have to print: here 256 MiB without a line end.
    private const string Hungry = "head -c 268435456 /dev/zero | tail -n 1 | wc -c";

    [Fact]
    public async Task Container_that_needs_more_memory_than_its_limit_is_ended()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("hungry", $"out=$({Hungry}); echo $out; [ \"$out\" = 268435456 ]", container: c => Limited(c, ("memory", "64Mi"))));

        Pod pod = await world.WaitForPhaseAsync("hungry", "Failed");
        Assert.NotEqual(0, pod.Status!.ContainerStatuses![0].State!.Terminated!.ExitCode);
    }

    [Fact]
    public async Task Without_control_groups_every_process_has_the_limit_and_the_rest_is_told()
    {
        await using AgentWorld world = await StartAsync(o => o with { ControlGroupMount = Path.Combine(o.RootDirectory, "none") });

        await world.CreatePodAsync(ShellPod("told", "ulimit -d", container: c => Limited(c, ("memory", "64Mi"), ("cpu", "1"))));

        Pod pod = await world.WaitForPhaseAsync("told", "Succeeded");
        Assert.Equal("65536\n", await world.ReadLogAsync("told"));
        Assert.Contains("resources.limits of cpu (processes are counted", pod.Status!.Conditions!.Single(c => c.Type == "FieldsHonoured").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_without_limits_has_none()
    {
        await using AgentWorld world = await StartAsync(o => o with { ControlGroupMount = Path.Combine(o.RootDirectory, "none") });

        await world.CreatePodAsync(ShellPod("free", "ulimit -d"));

        await world.WaitForPhaseAsync("free", "Succeeded");
        Assert.Equal("unlimited\n", await world.ReadLogAsync("free"));
    }

    [Theory]
    [InlineData("500m", "1Gi", "0.5", 1073741824L)]
    [InlineData("2", "1e3", "2", 1000L)]
    public void Limits_are_read_from_quantities(string cpu, string memory, string cpus, long bytes)
    {
        Container container = new()
        {
            Name = "c",
            Resources = new ResourceRequirements { Limits = new Dictionary<string, IntOrString> { ["cpu"] = IntOrString.FromString(cpu), ["memory"] = IntOrString.FromString(memory) } },
        };

        Assert.Equal(new ContainerLimits(decimal.Parse(cpus, System.Globalization.CultureInfo.InvariantCulture), bytes), ContainerLimits.Of(container));
    }

    private static Container Limited(Container container, params (string Name, string Amount)[] limits) =>
        container with { Resources = new ResourceRequirements { Limits = limits.ToDictionary(l => l.Name, l => IntOrString.FromString(l.Amount)) } };
}
