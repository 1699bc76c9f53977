using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.EndToEnd.Tests;

/// <summary>kill -9 of a node in the middle of a job: nothing is lost, the job ends with a reason, and the next one succeeds.</summary>
public class CrashTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Killed_node_comes_back_with_its_store_and_a_second_job_succeeds()
    {
        await nodes.RegisterEngineAsync("slow-engine", "echo started; sleep 5; echo done");
        await nodes.RegisterEngineAsync("next-engine", "echo done");
        await nodes.Alice.Client.CreateAsync(Kinds.KusciaJob, TwoNodes.JobOf("interrupted", "slow-engine", "alice", "bob"), CancellationToken.None);
        await nodes.Bob.WaitForAsync(Kinds.KusciaJob, TwoNodes.Job("interrupted"), j => j.Status?.Phase == "Running", "Running", Limit);

        await nodes.Bob.KillAsync();
        await nodes.Bob.StartAsync();

        KusciaJob ended = await TwoNodes.AwaitJobAsync(nodes.Alice, "interrupted", Limit, "Succeeded", "Failed");
        KusciaJob mirror = await TwoNodes.AwaitJobAsync(nodes.Bob, "interrupted", Limit, "Succeeded", "Failed");
        Assert.True(ended.Status?.Phase == "Succeeded" || $"{ended.Status?.Reason}{ended.Status?.Message}".Length > 0, "a failed job must tell why");
        Assert.NotNull(mirror);
        Assert.NotNull(await nodes.Bob.Client.GetAsync(Kinds.Domain, ResourceName.Cluster("alice"), CancellationToken.None));

        await nodes.AwaitRoutesAsync();
        await nodes.Alice.Client.CreateAsync(Kinds.KusciaJob, TwoNodes.JobOf("second", "next-engine", "alice", "bob"), CancellationToken.None);
        KusciaJob second = await TwoNodes.AwaitJobAsync(nodes.Alice, "second", Limit, "Succeeded", "Failed");
        Assert.Equal("Succeeded", second.Status?.Phase);
    }
}
