using System.IO.Pipelines;
using Kuscia.Agent.Tests.Support;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Logs;
using Kuscia.Model.Meta;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Logs;

public class PodLogTests
{
    [Fact]
    public async Task Follow_sends_new_lines_until_the_container_ends()
    {
        await using AgentWorld world = await StartAsync();
        string gate = Path.Combine(world.Root, "gate");
        await world.CreatePodAsync(ShellPod("follow", $"echo one; while [ ! -e {gate} ]; do sleep 0.05; done; echo two"));
        await world.WaitForPhaseAsync("follow", "Running");
        Pipe pipe = new();

        Task<bool> copy = world.Logs.CopyToAsync(new ResourceName(Domain, "follow"), new PodLogOptions { Follow = true }, pipe.Writer.AsStream(), CancellationToken.None);
        using StreamReader reader = new(pipe.Reader.AsStream());
        string? first = await reader.ReadLineAsync();
        await File.WriteAllTextAsync(gate, "go");
        string? second = await reader.ReadLineAsync();

        Assert.Equal(("one", "two"), (first, second));
        Assert.True(await copy);
    }

    [Theory]
    [InlineData(0L, "")]
    [InlineData(1L, "3\n")]
    [InlineData(2L, "2\n3\n")]
    [InlineData(9L, "1\n2\n3\n")]
    public async Task Tail_gives_the_last_lines(long lines, string expected)
    {
        await using AgentWorld world = await StartAsync();
        await world.CreatePodAsync(ShellPod("tail", "seq 3"));
        await world.WaitForPhaseAsync("tail", "Succeeded");

        Assert.Equal(expected, await world.ReadLogAsync("tail", new PodLogOptions { TailLines = lines }));
    }

    [Fact]
    public async Task Log_outlives_its_pod_and_can_be_cut_and_dated()
    {
        await using AgentWorld world = await StartAsync();
        await world.CreatePodAsync(ShellPod("gone", "echo hello; printf last"));
        await world.WaitForPhaseAsync("gone", "Succeeded");
        await world.MarkDeletedAsync("gone", 0);
        await world.WaitGoneAsync("gone");

        Assert.Equal("hello\nlast", await world.ReadLogAsync("gone"));
        Assert.Equal("hel", await world.ReadLogAsync("gone", new PodLogOptions { LimitBytes = 3 }));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ hello\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ last$", await world.ReadLogAsync("gone", new PodLogOptions { Timestamps = true }));
        Assert.Equal("", await world.ReadLogAsync("gone", new PodLogOptions { Since = DateTimeOffset.UtcNow.AddHours(1) }));
        Assert.Equal("hello\nlast", await world.ReadLogAsync("gone", new PodLogOptions { Since = DateTimeOffset.UtcNow.AddHours(-1) }));
    }

    [Fact]
    public async Task Unknown_pod_and_container_are_not_found_and_several_containers_must_be_chosen_from()
    {
        await using AgentWorld world = await StartAsync();
        await world.CreatePodAsync(ShellPod("two", "echo a", s => s with { Containers = [.. s.Containers!, s.Containers![0] with { Name = "side", Command = ["echo", "b"] }] }));
        await world.WaitForPhaseAsync("two", "Succeeded");

        Assert.False(await world.Logs.CopyToAsync(new ResourceName(Domain, "nobody"), new PodLogOptions(), Stream.Null, CancellationToken.None));
        Assert.False(await world.Logs.CopyToAsync(new ResourceName(Domain, "two"), new PodLogOptions { Container = "none" }, Stream.Null, CancellationToken.None));
        Assert.Equal("b\n", await world.ReadLogAsync("two", new PodLogOptions { Container = "side" }));
        ResourceException e = await Assert.ThrowsAsync<ResourceException>(() => world.ReadLogAsync("two"));
        Assert.Equal("a container name must be specified for pod two, choose one of: [main side]", e.Message);
    }

    [Fact]
    public async Task Log_that_grows_too_large_is_rotated_and_the_oldest_part_dropped()
    {
        await using AgentWorld world = await StartAsync(o => o with { Logs = new AgentLogOptions { MaxFileBytes = 2000, MaxFiles = 3 }, Timing = o.Timing with { LogSampling = TimeSpan.FromMilliseconds(5) } });
        await world.CreatePodAsync(ShellPod("big", "i=0; while [ $i -lt 60 ]; do i=$((i+1)); printf '%0400d\\n' $i; sleep 0.02; done"));

        await world.WaitForPhaseAsync("big", "Succeeded");

        string directory = Directory.GetDirectories(Path.Combine(world.Root, "var", "stdout", "pods")).Single();
        string[] files = [.. Directory.GetFiles(Path.Combine(directory, "main")).Where(f => !f.EndsWith(".times", StringComparison.Ordinal))];
        Assert.Equal(3, files.Length);
        Assert.EndsWith("60\n", await world.ReadLogAsync("big"), StringComparison.Ordinal);
        Assert.True(files.Sum(f => new FileInfo(f).Length) < 60 * 401, "nothing was dropped");
    }
}
