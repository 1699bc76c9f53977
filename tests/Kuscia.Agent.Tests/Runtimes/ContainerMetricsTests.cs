using Kuscia.Agent.Tests.Support;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Runtimes;

/// <summary>What the agent measures of containers, engines and images.</summary>
public sealed class ContainerMetricsTests : IDisposable
{
    private readonly AgentMeasurements _measurements = new();

    private IReadOnlyCollection<string> Measured => _measurements.All;

    public void Dispose() => _measurements.Dispose();

    [Fact]
    public async Task Stages_that_an_engine_notes_areMeasured_and_what_is_no_stage_is_passed_over()
    {
        await using AgentWorld world = await AgentWorld.StartAsync();
        string begin = "2026-01-02T03:04:05.5Z";

        await world.CreatePodAsync(ShellPod("staged", $$"""
            printf 'shuffle {{begin}} 0.25\nNot-A-Name {{begin}} 1\nnegative {{begin}} -1\nundated yesterday 1\nendless {{begin}} 1e300\n' > "$KUSCIA_STAGES_FILE"
            """));
        await world.WaitForPhaseAsync("staged", "Succeeded");

        Assert.Contains("kuscia.engine.stage 0.25 shuffle", Measured);
        Assert.DoesNotContain(Measured, m => m.Contains("Not-A-Name", StringComparison.Ordinal) || m.Contains("negative", StringComparison.Ordinal)
            || m.Contains("undated", StringComparison.Ordinal) || m.Contains("endless", StringComparison.Ordinal));
        Assert.Contains(Measured, m => m.StartsWith("kuscia.agent.container.run ", StringComparison.Ordinal) && m.EndsWith(" Completed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mkfifo \"$KUSCIA_STAGES_FILE\"")]
    [InlineData("mkdir \"$KUSCIA_STAGES_FILE\"")]
    [InlineData("echo 'linked 2026-01-02T03:04:05Z 1' > secret; ln -s \"$PWD/secret\" \"$KUSCIA_STAGES_FILE\"")]
    [InlineData("yes 'flooded 2026-01-02T03:04:05Z 1' | head -c 1000000 > \"$KUSCIA_STAGES_FILE\"")]
    public async Task A_file_of_stages_that_is_none_holds_nothing_up(string script)
    {
        await using AgentWorld world = await AgentWorld.StartAsync();

        await world.CreatePodAsync(ShellPod("odd", script));

        await world.WaitForPhaseAsync("odd", "Succeeded");
        Assert.DoesNotContain(Measured, m => m.EndsWith(" linked", StringComparison.Ordinal) || m.EndsWith(" flooded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_end_of_a_container_on_request_isMeasured()
    {
        await using AgentWorld world = await AgentWorld.StartAsync();
        await world.CreatePodAsync(ShellPod("ended", "sleep 600"));
        await world.WaitForPhaseAsync("ended", "Running");

        await world.MarkDeletedAsync("ended", 5);
        await world.WaitGoneAsync("ended");

        Assert.Contains(Measured, m => m.StartsWith("kuscia.agent.container.stop ", StringComparison.Ordinal));
    }
}
