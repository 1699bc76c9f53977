using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Tests;

/// <summary>The same over two real API servers: schemas, status subresources, graceful deletion of pods and the garbage collector are the real ones.</summary>
public sealed class RealServerTests
{
    [Fact]
    public async Task A_two_party_job_succeeds_on_both_servers()
    {
        await using TwoServers servers = new();
        await servers.StartAsync();

        await servers.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));

        await servers.Alice.JobPhaseAsync("job-1", JobPhase.Succeeded);
        await servers.Bob.JobPhaseAsync("job-1", JobPhase.Succeeded);
    }

    [Fact]
    public async Task A_failing_engine_fails_the_job_on_both_servers_and_deleting_it_leaves_nothing()
    {
        await using TwoServers servers = new();
        await servers.StartAsync();
        servers.Alice.Agent.Script = _ => null;
        servers.Bob.Agent.Script = _ => new Run(3, "cannot read column id2");
        await servers.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));
        KusciaJob alice = await servers.Alice.JobPhaseAsync("job-1", JobPhase.Failed);
        KusciaJob bob = await servers.Bob.JobPhaseAsync("job-1", JobPhase.Failed);
        Assert.Contains("exited with code 3", alice.Status!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("id2", alice.Status.Message, StringComparison.Ordinal);
        Assert.Contains("exited with code 3 (Error): cannot read column id2", bob.Status!.Message, StringComparison.Ordinal);

        await servers.Alice.Client.DeleteAsync(Kinds.KusciaJob, Samples.CrossDomain("job-1"), null, default);

        await servers.Alice.NothingLeftAsync();
        await servers.Bob.NothingLeftAsync();
    }

    [Fact]
    public async Task A_stopped_job_restarts_on_both_servers()
    {
        await using TwoServers servers = new();
        await servers.StartAsync();
        servers.Alice.Agent.Script = _ => null;
        servers.Bob.Agent.Script = _ => null;
        await servers.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));
        await servers.Bob.JobAsync("job-1", j => j.Status?.TaskStatus?.Values.FirstOrDefault() == TaskPhase.Running);
        await servers.Bob.LabelAsync("job-1", JobStage.Stop);
        foreach (Cluster cluster in new[] { servers.Alice, servers.Bob })
        {
            KusciaJob job = await cluster.JobPhaseAsync("job-1", JobPhase.Failed);
            Assert.Equal("Party: bob execute the cmd: Stop.", job.Status!.Reason);
            cluster.Agent.Script = _ => new Run(0);
        }

        await servers.Alice.LabelAsync("job-1", JobStage.Restart);

        await servers.Alice.JobPhaseAsync("job-1", JobPhase.Succeeded);
        await servers.Bob.JobPhaseAsync("job-1", JobPhase.Succeeded);
    }
}
