using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Agent.Tests.Support;
using Kuscia.Model;
using Kuscia.Model.Core;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Runtimes;

/// <summary>What an image says of itself counts, and an image that is not here is fetched as its pull policy says.</summary>
public class ContainerImageTests
{
    private const string Engine = "registry.test/engine:1";

    private static readonly ImageFacts Facts = new()
    {
        Id = "sha256:1234",
        Entrypoint = ["sh", "-c"],
        Command = ["echo image $VERSION $PLACE; pwd | sed 's|.*rootfs||'"],
        Environment = new Dictionary<string, string> { ["VERSION"] = "7", ["PLACE"] = "image" },
        WorkingDirectory = "/srv",
    };

    private readonly MemoryImages _images = new();

    private Task<AgentWorld> StartAsync() => AgentWorld.StartAsync(
        o => o, parts => AgentRuntimes.Pods(new EngineContainers(AgentRuntimes.ProcessContainers(parts), _images, parts.Options.RootDirectory), parts));

    private static Container Bare(Container container) => container with { Image = Engine, Command = null, WorkingDir = null };

    [Fact]
    public async Task Container_without_command_runs_what_its_image_says()
    {
        _images.Load(Engine, Facts);
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("plain", "", container: c => Bare(c) with { Env = [new EnvVar { Name = "PLACE", Value = "pod" }] }));

        await world.WaitForPhaseAsync("plain", "Succeeded");
        Assert.Equal("image 7 pod\n/srv\n", await world.ReadLogAsync("plain"));
    }

    [Fact]
    public async Task Args_alone_follow_the_entry_point_of_the_image()
    {
        _images.Load(Engine, Facts);
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("args", "", container: c => Bare(c) with { Args = ["echo args"], WorkingDir = "/work" }));

        await world.WaitForPhaseAsync("args", "Succeeded");
        Assert.Equal("args\n", await world.ReadLogAsync("args"));
    }

    [Fact]
    public async Task Missing_image_is_fetched_once_it_can_be_had()
    {
        using AgentMeasurements measurements = new();
        await using AgentWorld world = await StartAsync();
        await world.CreatePodAsync(ShellPod("fetched", "", container: Bare));

        Pod waiting = await world.WaitForPodAsync("fetched", "ImagePullBackOff", p => p.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "ImagePullBackOff");
        _images.Publish(Engine, Facts);

        await world.WaitForPhaseAsync("fetched", "Succeeded");
        Assert.Contains(measurements.All, m => m.StartsWith("kuscia.agent.image.fetch ", StringComparison.Ordinal) && m.EndsWith(" success", StringComparison.Ordinal));
        Assert.Contains(measurements.All, m => m.StartsWith("kuscia.agent.image.fetch ", StringComparison.Ordinal) && m.EndsWith(" failure", StringComparison.Ordinal));
        Assert.Contains("registry.test answers 404", waiting.Status!.ContainerStatuses![0].State!.Waiting!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_Never_fetches_nothing()
    {
        _images.Publish(Engine, Facts);
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("never", "", container: c => Bare(c) with { ImagePullPolicy = "Never" }));

        await world.WaitForPodAsync("never", "ErrImageNeverPull", p => p.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "ErrImageNeverPull");
    }

    [Fact]
    public async Task Policy_Always_takes_the_newest()
    {
        _images.Load(Engine, Facts with { Command = ["echo old"] });
        _images.Publish(Engine, Facts with { Command = ["echo new"] });
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("newest", "", container: c => Bare(c) with { ImagePullPolicy = "Always" }));

        await world.WaitForPhaseAsync("newest", "Succeeded");
        Assert.Equal("new\n", await world.ReadLogAsync("newest"));
    }

    [Theory]
    [InlineData("sha256:1234", "Succeeded")]
    [InlineData("sha256:other", "Failed")]
    public async Task Only_the_image_of_the_named_id_runs(string id, string phase)
    {
        _images.Load(Engine, Facts);
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("named", "", container: Bare, metadata: m => m with { Annotations = new Dictionary<string, string> { [WellKnownAnnotations.ImageId] = id } }));

        await world.WaitForPhaseAsync("named", phase);
    }
}
