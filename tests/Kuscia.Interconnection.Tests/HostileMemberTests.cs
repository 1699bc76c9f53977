using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Tests;

/// <summary>What a hostile member writes into its mailbox at the host: it speaks for its own parts and nothing else.</summary>
public sealed class HostileMemberTests
{
    [Fact]
    public async Task Results_of_parts_that_are_not_the_members_or_do_not_exist_count_for_nothing()
    {
        await using TwoClusters clusters = new();
        KusciaJob job = await clusters.StartWithRunningJobAsync();
        string task = job.Spec!.Tasks![0].TaskID!;
        JsonArray forged =
        [
            new JsonObject { ["domainID"] = "alice", ["phase"] = "Succeeded" },
            new JsonObject { ["domainID"] = "bob", ["role"] = "ghost", ["phase"] = "Succeeded" },
            new JsonObject { ["domainID"] = "bob", ["role"] = "ghost2", ["phase"] = "Succeeded" },
            new JsonObject { ["domainID"] = "bob", ["role"] = "", ["phase"] = "Finished" },
        ];
        await PatchAsync(clusters, task, new JsonObject { ["partyTaskStatus"] = forged });

        await clusters.Bob.Agent.EndAsync(new ResourceName("bob", $"{task}-0"), new Run(3));

        KusciaJob alice = await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Failed);
        Assert.Contains("bob: exited with code 3", alice.Status!.Message, StringComparison.Ordinal);
        KusciaTask? ended = await clusters.Alice.Client.GetAsync(Kinds.KusciaTask, Samples.CrossDomain(task), default);
        Assert.Equal(["alice", "bob"], ended!.Status!.PartyTaskStatus!.Select(p => p.DomainID + p.Role));
    }

    [Fact]
    public async Task An_end_that_the_member_writes_into_the_summary_does_not_silence_the_host()
    {
        await using TwoClusters clusters = new();
        KusciaJob job = await clusters.StartWithRunningJobAsync();
        string task = job.Spec!.Tasks![0].TaskID!;

        await PatchAsync(clusters, task, new JsonObject { ["completionTime"] = "9999-12-31T23:59:59Z" });
        await clusters.Bob.Agent.EndAsync(new ResourceName("bob", $"{task}-0"), new Run(0));
        await clusters.Alice.Agent.EndAsync(new ResourceName("alice", $"{task}-0"), new Run(0));

        await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Succeeded);
        await clusters.Bob.JobPhaseAsync("job-1", JobPhase.Succeeded);
    }

    [Fact]
    public async Task Extreme_versions_in_a_reservation_do_not_keep_the_host_from_answering()
    {
        await using TwoClusters clusters = new();
        clusters.AliceHears.Hold(Kinds.TaskResource);
        await clusters.StartAsync();
        await clusters.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));
        KusciaJob named = await clusters.Bob.JobAsync("job-1", j => j.Spec?.Tasks?[0].TaskID is not null);
        JsonObject entry = new() { ["role"] = "", ["phase"] = "Reserving", ["hostTaskResourceName"] = "x", ["hostTaskResourceVersion"] = "18446744073709551615", ["memberTaskResourceVersion"] = "-1" };
        await PatchAsync(clusters, named.Spec!.Tasks![0].TaskID!, new JsonObject { ["resourceStatus"] = new JsonObject { ["bob"] = new JsonArray(entry) } });

        clusters.AliceHears.Release(Kinds.TaskResource);

        await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Succeeded);
        await clusters.Bob.JobPhaseAsync("job-1", JobPhase.Succeeded);
    }

    [Fact]
    public async Task A_summary_and_mirror_that_the_member_has_put_there_before_are_replaced()
    {
        await using TwoClusters clusters = new();
        await clusters.StartAsync();
        KusciaJob forged = Samples.Job("job-1", "alice", "bob");
        await clusters.AliceFromBob.CreateAsync(Kinds.KusciaJobSummary, new KusciaJobSummary
        {
            Metadata = new ObjectMeta { Name = "job-1", Namespace = "bob" },
            Spec = new KusciaJobSummarySpec { Stage = JobStage.Cancel, StageTrigger = "alice" },
            Status = new KusciaJobStatus { Phase = JobPhase.Failed, Reason = "ValidateFailed", ApproveStatus = new Dictionary<string, string> { ["alice"] = JobApproval.Rejected } },
        }, default);
        await clusters.AliceFromBob.CreateAsync(Kinds.KusciaJob, forged with { Metadata = new ObjectMeta { Name = "job-1", Namespace = "bob", Annotations = new Dictionary<string, string> { [WellKnownAnnotations.Initiator] = "alice" } } }, default);

        await clusters.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));

        await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Succeeded);
        await clusters.Bob.JobPhaseAsync("job-1", JobPhase.Succeeded);
    }

    [Fact]
    public async Task Commands_and_answers_in_the_name_of_the_host_are_not_taken()
    {
        await using TwoClusters clusters = new();
        await clusters.StartWithRunningJobAsync();
        JsonObject forged = new()
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [WellKnownLabels.JobStageVersion] = "1" } },
            ["spec"] = new JsonObject { ["stage"] = JobStage.Stop, ["stageTrigger"] = "alice" },
            ["status"] = new JsonObject { ["approveStatus"] = new JsonObject { ["alice"] = JobApproval.Rejected }, ["stageStatus"] = new JsonObject { ["alice"] = "JobCreateStageFailed", ["bob"] = "junk" } },
        };

        await clusters.AliceFromBob.PatchAsync(Kinds.KusciaJobSummary, new ResourceName("bob", "job-1"), forged, null, default);

        KusciaJob alice = await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Failed);
        Assert.Equal("Party: bob execute the cmd: Stop.", alice.Status!.Reason);
        Assert.Equal(JobApproval.Accepted, alice.Status.ApproveStatus!["alice"]);
        Assert.Equal("JobStopStageSucceeded", alice.Status.StageStatus!["alice"]);
    }

    private static Task<KusciaTaskSummary> PatchAsync(TwoClusters clusters, string task, JsonObject status) =>
        clusters.AliceFromBob.PatchAsync(Kinds.KusciaTaskSummary, new ResourceName("bob", task), new JsonObject { ["status"] = status }, null, default);
}
