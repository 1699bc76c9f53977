using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.EndToEnd.Tests;

/// <summary>A master and lites of which one is away for a while.</summary>
public sealed class MasterAwayTests(CentralNetwork network) : IClassFixture<CentralNetwork>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Task_runs_to_its_end_while_the_master_is_away_and_the_end_is_told_when_it_is_back()
    {
        string gate = Path.Combine(network.Alice.Root, "go");
        await TwoNodes.RegisterEngineAsync("patient", $"while [ ! -e {gate} ]; do sleep 0.1; done; echo seen", network.Master);
        await network.Master.Client.CreateAsync(Kinds.KusciaJob, TwoNodes.JobOf("patient", "patient", "alice", "bob"), CancellationToken.None);
        KusciaJob job = await network.Master.WaitForAsync(Kinds.KusciaJob, TwoNodes.Job("patient"), j => j.Spec?.Tasks?[0].TaskID is { Length: > 0 }, "given a task id", Limit);
        ResourceName task = TwoNodes.Job(job.Spec?.Tasks?[0].TaskID ?? "");
        await network.Master.WaitForAsync(Kinds.KusciaTask, task, t => t.Status?.PodStatuses?.Values.Count(p => p.PodPhase == "Running") == 2, "running on both", Limit);

        await network.Master.KillAsync();
        await File.WriteAllTextAsync(gate, "");
        await network.Master.StartAsync();

        job = await TwoNodes.AwaitJobAsync(network.Master, "patient", Limit, "Succeeded", "Failed");
        Assert.True(job.Status?.Phase == "Succeeded", await TwoNodes.TaskTextAsync(network.Master, job));
    }

    [Fact]
    public async Task Lite_that_starts_before_its_master_says_so_and_goes_on_when_the_master_is_there()
    {
        await network.Bob.StopAsync();
        await network.Master.StopAsync();

        await network.Bob.StartUntilAsync("waits for its master");
        await network.Master.StartAsync();
        await network.Bob.ReadyAsync();

        await network.AwaitRouteAsync("alice-bob");
        await network.AwaitRouteAsync("bob-kuscia-system");
    }

    [Fact]
    public async Task Token_that_the_master_has_lost_is_agreed_anew_without_a_hand()
    {
        DomainRoute? before = await network.Master.Client.GetAsync(Kinds.DomainRoute, new ResourceName("kuscia-system", "alice-kuscia-system"), CancellationToken.None);

        await network.Master.Client.DeleteAsync(Kinds.DomainRoute, new ResourceName("kuscia-system", "alice-kuscia-system"), null, CancellationToken.None);

        await network.Master.WaitForAsync(
            Kinds.DomainRoute, new ResourceName("kuscia-system", "alice-kuscia-system"),
            r => r.Metadata.Uid != before?.Metadata.Uid && r.Status?.TokenStatus?.Tokens is [.., { IsReady: true }], "given a token", Limit);
        await network.AwaitRouteAsync("alice-kuscia-system");
        await network.Master.ScriptAsync("deploy/add_domain_lite.sh", "dave");
    }
}
