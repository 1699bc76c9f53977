using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Tests;

/// <summary>A command and the end of the tasks it stops travel by different objects: both orders, on both sides, and none at all.</summary>
public sealed class CommandOrderTests
{
    [Theory]
    [InlineData(JobStage.Stop, JobPhase.Failed)]
    [InlineData(JobStage.Suspend, JobPhase.Suspended)]
    public async Task The_partner_hears_of_the_stopped_task_before_the_command(string stage, string phase)
    {
        await using TwoClusters clusters = new();
        KusciaJob job = await clusters.StartWithRunningJobAsync();
        clusters.BobHears.Hold(Kinds.KusciaJobSummary);
        await clusters.Alice.LabelAsync("job-1", stage);
        await clusters.Bob.WaitAsync(Kinds.KusciaTask, Samples.CrossDomain(job.Spec!.Tasks![0].TaskID!), t => t.Status is { CompletionTime: not null, Reason: "KusciaJobStopped" });
        await clusters.Bob.JobAsync("job-1", j => j.Status is { Phase: JobPhase.Running, Message: not null });

        clusters.BobHears.Release(Kinds.KusciaJobSummary);

        await clusters.BothEndAsync(phase, $"Party: alice execute the cmd: {stage}.");
        await clusters.RestartAsync(clusters.Bob);
    }

    [Theory]
    [InlineData(JobStage.Stop, JobPhase.Failed)]
    [InlineData(JobStage.Suspend, JobPhase.Suspended)]
    public async Task The_partner_hears_the_command_before_it_hears_of_the_stopped_task(string stage, string phase)
    {
        await using TwoClusters clusters = new();
        await clusters.StartWithRunningJobAsync();
        clusters.BobHears.Hold(Kinds.KusciaTaskSummary);
        await clusters.Alice.LabelAsync("job-1", stage);
        await clusters.Bob.JobPhaseAsync("job-1", phase);

        clusters.BobHears.Release(Kinds.KusciaTaskSummary);

        await clusters.BothEndAsync(phase, $"Party: alice execute the cmd: {stage}.");
        await clusters.RestartAsync(clusters.Alice);
    }

    [Theory]
    [InlineData(JobStage.Stop, JobPhase.Failed)]
    [InlineData(JobStage.Suspend, JobPhase.Suspended)]
    public async Task The_initiator_hears_of_the_partners_stopped_task_before_its_command(string stage, string phase)
    {
        await using TwoClusters clusters = new();
        KusciaJob job = await clusters.StartWithRunningJobAsync();
        clusters.AliceHears.Hold(Kinds.KusciaJobSummary);
        await clusters.Bob.LabelAsync("job-1", stage);
        await clusters.Alice.WaitAsync(Kinds.KusciaTask, Samples.CrossDomain(job.Spec!.Tasks![0].TaskID!), t => t.Status is { CompletionTime: not null, Reason: "KusciaJobStopped" });

        clusters.AliceHears.Release(Kinds.KusciaJobSummary);

        await clusters.BothEndAsync(phase, $"Party: bob execute the cmd: {stage}.");
        await clusters.RestartAsync(clusters.Alice);
    }

    [Fact]
    public async Task A_partner_that_was_away_during_stop_and_restart_follows_the_restart()
    {
        await using TwoClusters clusters = new();
        await clusters.StartWithRunningJobAsync();
        clusters.AliceFromBob.Unreachable = true;
        await clusters.Alice.LabelAsync("job-1", JobStage.Stop);
        await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Failed);
        clusters.Alice.Agent.Script = _ => new Run(0);
        clusters.Bob.Agent.Script = _ => new Run(0);
        await clusters.Alice.LabelAsync("job-1", JobStage.Restart);
        KusciaJob waiting = await clusters.Alice.JobAsync("job-1", j => j.Status is { Phase: JobPhase.Running, Message: "waiting for bob to restart the job" });
        Assert.Equal("2", waiting.Metadata.Label(WellKnownLabels.JobStageVersion));

        clusters.AliceFromBob.Unreachable = false;

        await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Succeeded);
        await clusters.Bob.JobPhaseAsync("job-1", JobPhase.Succeeded);
    }

    [Fact]
    public async Task Both_sides_command_at_once_and_agree_in_the_end()
    {
        await using TwoClusters clusters = new();
        await clusters.StartWithRunningJobAsync();
        clusters.AliceFromBob.Unreachable = true;
        await clusters.Alice.LabelAsync("job-1", JobStage.Stop);
        await clusters.Bob.LabelAsync("job-1", JobStage.Cancel);
        await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Failed);
        await clusters.Bob.JobPhaseAsync("job-1", JobPhase.Cancelled);

        clusters.AliceFromBob.Unreachable = false;

        await clusters.BothEndAsync(JobPhase.Cancelled, "Party: bob execute the cmd: Cancel.");
    }

    [Fact]
    public async Task Stop_and_restart_can_be_repeated()
    {
        await using TwoClusters clusters = new();
        await clusters.StartWithRunningJobAsync();
        foreach (Cluster cluster in new[] { clusters.Alice, clusters.Bob, clusters.Alice })
        {
            await cluster.LabelAsync("job-1", JobStage.Stop);
            await clusters.BothEndAsync(JobPhase.Failed, $"Party: {cluster.Domain} execute the cmd: Stop.");
            await cluster.LabelAsync("job-1", JobStage.Restart);
            foreach (Cluster side in clusters.Both)
            {
                await side.JobAsync("job-1", j => j.Status?.Phase == JobPhase.Running && j.Status.TaskStatus?.Values.FirstOrDefault() == TaskPhase.Running);
            }
        }
    }
}
