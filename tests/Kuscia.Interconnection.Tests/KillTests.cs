using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Tests;

/// <summary>kill -9 between any two writes of a node: every pass makes sure of all parts, so that the next start finishes what was begun.</summary>
public sealed class KillTests
{
    public static TheoryData<string, int> Job => Rows(("alice", 70), ("bob", 55));

    public static TheoryData<string, int> Stop => Rows(("alice", 14), ("bob", 20));

    public static TheoryData<string, int> Removal => Rows(("alice", 24), ("bob", 14));

    [Theory]
    [MemberData(nameof(Job))]
    public async Task A_job_succeeds_although_a_node_was_killed_after_any_of_its_writes(string victim, int writes)
    {
        await using KilledNode node = new(victim);
        await node.StartAsync();

        int made = await node.KillAsync(writes, () => node.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob")), () => node.Victim.JobPhaseAsync("job-1", JobPhase.Succeeded));

        await node.BothAsync(JobPhase.Succeeded);
        Assert.InRange(made, 1, writes);
        await node.Victim.NoneAsync(Kinds.Pod, _ => true);
        await node.Victim.NoneAsync(Kinds.TaskResourceGroup, _ => true);
    }

    [Theory]
    [MemberData(nameof(Stop))]
    public async Task A_stopped_job_ends_on_both_sides_although_a_node_was_killed_after_any_of_its_writes(string victim, int writes)
    {
        await using KilledNode node = new(victim) { Script = _ => null };
        await node.StartAsync();
        await node.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));
        await node.BothRunAsync();

        await node.KillAsync(writes, () => node.Alice.LabelAsync("job-1", JobStage.Stop), () => node.Victim.JobPhaseAsync("job-1", JobPhase.Failed));

        await node.BothAsync(JobPhase.Failed);
        await node.Victim.NoneAsync(Kinds.Pod, _ => true);
    }

    [Theory]
    [MemberData(nameof(Removal))]
    public async Task A_deleted_job_leaves_nothing_although_a_node_was_killed_after_any_of_its_writes(string victim, int writes)
    {
        await using KilledNode node = new(victim) { Script = _ => null };
        await node.StartAsync();
        KusciaJob job = await node.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));
        await node.BothRunAsync();

        await node.KillAsync(writes, () => node.Alice.Client.DeleteAsync(Kinds.KusciaJob, job.Identity, null, default), node.Victim.NothingLeftAsync);

        await node.Victim.NothingLeftAsync();
        await node.Other.NothingLeftAsync();
    }

    private static TheoryData<string, int> Rows(params (string Victim, int Most)[] victims)
    {
        TheoryData<string, int> rows = [];
        foreach ((string victim, int most) in victims)
        {
            foreach (int writes in Enumerable.Range(1, most))
            {
                rows.Add(victim, writes);
            }
        }

        return rows;
    }
}
