using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Adversary.Tests;

/// <summary>Numbers and times that a partner advances do not take the control of an object away from its owner.</summary>
[Collection(HostCollection.Name)]
public class CounterTests(HostSiege siege)
{
    private const string Engine = "counted";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly string[] Versions = ["9223372036854775807", "9223372036854775806", "18446744073709551615", "99999999999999999999", "2147483647", "-1"];

    // Every row is a running job of its own, all at once: what is tried is whether a member ends it, whatever its host has written.
    [Fact]
    public async Task Stop_of_the_member_ends_its_task_whatever_the_host_has_written_into_the_summaries()
    {
        await TwoNodes.RegisterEngineAsync(Engine, "exec sleep 120", siege.Node);
        List<HostedJob> jobs = [.. Tampering.All.Select(t => HostedJob.Offer(siege, $"{Engine}-{t.Name}", Engine))];
        await Task.WhenAll(jobs.Select(j => j.ApproveAsync()));
        await Task.WhenAll(jobs.Select(j => j.ScheduleAsync()));
        await Task.WhenAll(jobs.Select(j => j.AwaitPartyAsync("Running")));

        foreach ((HostedJob job, Tampering tampering) in jobs.Zip(Tampering.All))
        {
            tampering.Apply(job);
        }

        await siege.AwaitTakenAsync();
        await Task.WhenAll(jobs.Select(j => j.StopAsync()));
        IReadOnlyList<string> running = await LeftRunningAsync(jobs);
        jobs.ForEach(Tampering.Restart);
        await siege.AwaitTakenAsync();
        IReadOnlyList<string> again = await LeftRunningAsync(jobs);

        siege.Bob.Mailbox.Clear();
        Report.Empty([.. running.Select(r => $"not stopped: {r}"), .. again.Select(r => $"running again: {r}")]);
    }

    [Fact]
    public async Task Stop_of_the_host_wins_over_any_version_that_a_member_writes()
    {
        Intruder bob = await siege.Alice.IntrudeAsync(siege.BobKey);
        string[] names = [.. Versions.Select((_, i) => $"hosted-{i}")];
        foreach ((string name, string version) in names.Zip(Versions))
        {
            await siege.Node.Client.CreateAsync(Kinds.KusciaJob, TwoNodes.JobOf(name, "secretflow-image", "alice", "bob"), CancellationToken.None);
            await siege.Node.WaitForAsync(Kinds.KusciaJobSummary, new ResourceName("bob", name), _ => true, "published", Limit);
            string patch = $$$"""{"metadata":{"labels":{"kuscia.secretflow/job-stage-version":"{{{version}}}"}},"spec":{"stage":"Start","stageTrigger":"bob"}}""";
            RawAnswer answer = await Paced.SendAsync(
                bob, "PATCH", $"/apis/kuscia.secretflow/v1alpha1/namespaces/bob/kusciajobsummaries/{name}", patch, headers: [("Content-Type", "application/merge-patch+json")]);
            Assert.True(answer.Status is 200 or (>= 400 and < 500), answer.ToString());
        }

        await siege.AwaitTakenAsync();
        await Task.WhenAll(names.Select(n => new HostedJob(siege, n).StopAsync()));

        foreach (string name in names)
        {
            await siege.Node.WaitForAsync(Kinds.KusciaJob, TwoNodes.Job(name), j => j.Status?.CompletionTime is not null, "stopped", Limit);
            await siege.Node.Client.DeleteAsync(Kinds.KusciaJob, TwoNodes.Job(name), null, CancellationToken.None);
        }
    }

    // Nobody can say with which revision a partner's counter begins: each of these is one.
    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue + 1L)]
    public async Task Revision_of_a_token_is_taken_or_refused_with_a_condition_and_the_next_handshake_works(long revision)
    {
        using PartnerKey key = PartnerKey.Create($"dave-{(ulong)revision % 1000}");
        await using HostileHost host = await HostileHost.StartAsync(key, siege.VictimCertificate);
        host.NextRevision = revision;
        await siege.Alice.AdmitAsync(key);
        await siege.Alice.JoinAsync(key, host.Endpoint);
        await siege.Node.WaitForAsync(
            Kinds.ClusterDomainRoute, ResourceName.Cluster($"alice-{key.Domain}"),
            r => Victim.IsReady(r) || r.Status?.Conditions?.Any(c => c is { Status: "False", Message.Length: > 0 }) == true, "ready or explained", Limit);

        host.NextRevision = 7;
        await siege.Node.Client.DeleteAsync(Kinds.ClusterDomainRoute, ResourceName.Cluster($"alice-{key.Domain}"), null, CancellationToken.None);
        await siege.Node.WaitForGoneAsync(Kinds.DomainRoute, new ResourceName("alice", $"alice-{key.Domain}"), Limit);
        await siege.Alice.JoinAsync(key, host.Endpoint);

        await siege.Alice.AwaitReadyAsync(key.Domain);
        await siege.Alice.DismissAsync(key.Domain);
    }

    private async Task<IReadOnlyList<string>> LeftRunningAsync(IEnumerable<HostedJob> jobs)
    {
        List<string> left = [];
        foreach (HostedJob job in jobs)
        {
            KusciaJob? last = null;
            try
            {
                await Eventually.TrueAsync(
                    async () =>
                    {
                        last = await siege.Node.Client.GetAsync(Kinds.KusciaJob, TwoNodes.Job(job.Name), CancellationToken.None);
                        return (last is null || last.Status?.CompletionTime is not null) && !GatedEngine.AnyProcess(siege.Node, job.Name);
                    },
                    () => "",
                    left.Count == 0 ? Limit : TimeSpan.FromSeconds(2));
            }
            catch (Xunit.Sdk.XunitException)
            {
                left.Add($"{job.Name}: {last?.Status?.Phase} {last?.Status?.Reason} {last?.Status?.Message}");
            }
        }

        return left;
    }
}
