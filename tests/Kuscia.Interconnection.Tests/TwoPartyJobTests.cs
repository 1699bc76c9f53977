using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Tests;

public sealed class TwoPartyJobTests
{
    [Fact]
    public async Task A_two_party_job_succeeds_on_both_sides()
    {
        await using TwoClusters clusters = new();
        await clusters.StartAsync();

        await clusters.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));

        KusciaJob alice = await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Succeeded);
        KusciaJob bob = await clusters.Bob.JobPhaseAsync("job-1", JobPhase.Succeeded);
        Assert.Equal(alice.Spec!.Tasks![0].TaskID, bob.Spec!.Tasks![0].TaskID);
        Assert.Equal("JobAccepted", alice.Status!.ApproveStatus!["bob"]);
        Assert.Equal("alice", bob.Metadata.Annotation(WellKnownAnnotations.InitiatorMasterDomain));
        KusciaJobSummary summary = await clusters.Alice.WaitAsync(Kinds.KusciaJobSummary, new ResourceName("bob", "job-1"), s => s.Status?.Phase == JobPhase.Succeeded);
        Assert.NotNull(summary.Status?.LastReconcileTime);
        await clusters.Alice.NoneAsync(Kinds.Pod, _ => true);
        await clusters.Bob.NoneAsync(Kinds.Pod, _ => true);
        await clusters.Alice.NoneAsync(Kinds.TaskResourceGroup, _ => true);
    }

    [Fact]
    public async Task A_failing_engine_fails_the_job_on_both_sides_and_only_its_own_side_sees_the_log_lines()
    {
        await using TwoClusters clusters = new();
        clusters.Alice.Agent.Script = _ => null;
        clusters.Bob.Agent.Script = _ => new Run(3, "line one\ncannot read /home/bob/secret.csv");
        await clusters.StartAsync();

        await clusters.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));

        KusciaJob alice = await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Failed);
        KusciaJob bob = await clusters.Bob.JobPhaseAsync("job-1", JobPhase.Failed);
        Assert.Contains("bob: exited with code 3", alice.Status!.Message, StringComparison.Ordinal);
        Assert.Contains("exited with code 3 (Error): line one\ncannot read /home/bob/secret.csv", bob.Status!.Message, StringComparison.Ordinal);
        await clusters.Alice.NoneAsync(Kinds.Pod, _ => true);
        Assert.DoesNotContain("secret.csv", await clusters.Alice.AllTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_the_job_removes_what_it_made_on_both_sides()
    {
        await using TwoClusters clusters = new();
        clusters.Alice.Agent.Script = _ => null;
        clusters.Bob.Agent.Script = _ => null;
        await clusters.StartAsync();
        await clusters.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));
        KusciaJob running = await clusters.Bob.JobAsync("job-1", j => j.Status?.TaskStatus?.Values.FirstOrDefault() == TaskPhase.Running);

        await clusters.Alice.Client.DeleteAsync(Kinds.KusciaJob, running.Identity, null, default);

        await clusters.Alice.NothingLeftAsync();
        await clusters.Bob.NothingLeftAsync();
    }
}
