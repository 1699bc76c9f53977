using System.Text.Json.Nodes;
using Kuscia.Controllers.Jobs;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Tests;

public sealed class TroubleTests
{
    [Fact]
    public async Task A_partner_that_was_unreachable_joins_the_job_when_it_is_back()
    {
        await using TwoClusters clusters = new();
        await clusters.StartAsync();
        clusters.AliceFromBob.Unreachable = true;
        await clusters.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));
        KusciaJob waiting = await clusters.Alice.JobAsync("job-1", j => j.Status?.Message is not null);
        Assert.Equal("waiting for bob to accept the job", waiting.Status!.Message);

        clusters.AliceFromBob.Unreachable = false;

        await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Succeeded);
        await clusters.Bob.JobPhaseAsync("job-1", JobPhase.Succeeded);
    }

    [Fact]
    public async Task A_partner_that_vanishes_while_the_engines_run_reports_its_result_when_it_is_back()
    {
        await using TwoClusters clusters = new();
        clusters.Bob.Agent.Script = _ => null;
        await clusters.StartAsync();
        await clusters.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));
        KusciaJob job = await clusters.Bob.JobAsync("job-1", j => j.Status?.TaskStatus?.Values.FirstOrDefault() == TaskPhase.Running);
        clusters.AliceFromBob.Unreachable = true;

        await clusters.Bob.Agent.EndAsync(new ResourceName("bob", $"{job.Spec!.Tasks![0].TaskID}-0"), new Run(0));
        clusters.AliceFromBob.Unreachable = false;

        await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Succeeded);
        await clusters.Bob.JobPhaseAsync("job-1", JobPhase.Succeeded);
    }

    [Fact]
    public async Task A_job_deleted_while_the_partner_was_unreachable_is_removed_there_when_it_is_back()
    {
        await using TwoClusters clusters = new();
        clusters.Alice.Agent.Script = _ => null;
        clusters.Bob.Agent.Script = _ => null;
        await clusters.StartAsync();
        await clusters.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));
        await clusters.Bob.JobAsync("job-1", j => j.Status?.TaskStatus?.Values.FirstOrDefault() == TaskPhase.Running);
        clusters.AliceFromBob.Unreachable = true;
        await clusters.Alice.Client.DeleteAsync(Kinds.KusciaJob, Samples.CrossDomain("job-1"), null, default);
        await clusters.Alice.NothingLeftAsync();

        clusters.AliceFromBob.Unreachable = false;

        await clusters.Bob.NothingLeftAsync();
    }

    [Fact]
    public async Task An_app_image_that_the_partner_lacks_fails_the_job_on_both_sides_by_name()
    {
        await using TwoClusters clusters = new();
        await clusters.StartAsync();
        await clusters.Alice.Client.CreateAsync(Kinds.AppImage, Samples.Image("only-alice"), default);
        KusciaJob job = Samples.Job("job-1", "alice", "alice", "bob");

        await clusters.Alice.SubmitAsync(job with { Spec = job.Spec! with { Tasks = [job.Spec.Tasks![0] with { AppImage = "only-alice" }] } });

        KusciaJob alice = await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Failed);
        KusciaJob bob = await clusters.Bob.JobPhaseAsync("job-1", JobPhase.Failed);
        Assert.Contains("AppImage \"only-alice\" does not exist", bob.Status!.Message, StringComparison.Ordinal);
        Assert.StartsWith("party[bob] job failed info:", alice.Status!.Message, StringComparison.Ordinal);
        Assert.Contains("only-alice", alice.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_name_taken_in_the_partners_cluster_fails_the_job_by_name()
    {
        await using TwoClusters clusters = new();
        clusters.Bob.Agent.Script = _ => null;
        await clusters.StartAsync();
        await clusters.Bob.SubmitAsync(Samples.Job("job-1", "bob", "bob"));

        await clusters.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));

        KusciaJob alice = await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Failed);
        Assert.Contains("of another origin exists in the cluster of bob", alice.Status!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejected_job_ends_as_rejected_on_both_sides()
    {
        await using TwoClusters clusters = new(new JobOptions { EnableWorkloadApprove = true });
        await clusters.StartAsync();
        await clusters.Alice.SubmitAsync(Samples.Job("job-1", "alice", "alice", "bob"));
        KusciaJob asked = await clusters.Bob.JobPhaseAsync("job-1", JobPhase.AwaitingApproval);

        JsonObject no = new() { ["status"] = new JsonObject { ["approveStatus"] = new JsonObject { ["bob"] = JobApproval.Rejected } } };
        await clusters.Bob.Client.PatchAsync(Kinds.KusciaJob, asked.Identity, no, "status", default);

        KusciaJob alice = await clusters.Alice.JobPhaseAsync("job-1", JobPhase.ApprovalReject);
        await clusters.Bob.JobPhaseAsync("job-1", JobPhase.ApprovalReject);
        Assert.Equal("Party: bob approval reject.", alice.Status!.Reason);
    }

    [Fact]
    public async Task A_stop_label_set_by_hand_stops_both_sides()
    {
        await using TwoClusters clusters = new();
        await clusters.StartWithRunningJobAsync();

        await clusters.Alice.LabelAsync("job-1", JobStage.Stop);

        await clusters.BothEndAsync(JobPhase.Failed, "Party: alice execute the cmd: Stop.");
        await clusters.RestartAsync(clusters.Alice);
    }

    [Fact]
    public async Task A_cancel_by_the_partner_ends_the_job_on_both_sides()
    {
        await using TwoClusters clusters = new();
        await clusters.StartWithRunningJobAsync();

        await clusters.Bob.LabelAsync("job-1", JobStage.Cancel);

        await clusters.BothEndAsync(JobPhase.Cancelled, "Party: bob execute the cmd: Cancel.");
    }

    [Fact]
    public async Task A_suspended_job_goes_on_after_a_restart()
    {
        await using TwoClusters clusters = new();
        await clusters.StartWithRunningJobAsync();

        await clusters.Alice.LabelAsync("job-1", JobStage.Suspend);

        await clusters.BothEndAsync(JobPhase.Suspended, "Party: alice execute the cmd: Suspend.");
        await clusters.RestartAsync(clusters.Bob);
    }

    [Fact]
    public async Task A_reservation_that_fails_is_tried_again_until_the_partner_has_room()
    {
        await using TwoClusters clusters = new();
        await clusters.StartAsync();
        await clusters.Bob.Client.PatchAsync(Kinds.Node, ResourceName.Cluster("bob-node"), new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = true } }, null, default);
        KusciaJob job = Samples.Job("job-1", "alice", "alice", "bob");
        ScheduleConfig quick = new() { ResourceReservedSeconds = 1, RetryIntervalSeconds = 1, LifecycleSeconds = 60 };
        await clusters.Alice.SubmitAsync(job with { Spec = job.Spec! with { Tasks = [job.Spec.Tasks![0] with { ScheduleConfig = quick }] } });
        KusciaJob named = await clusters.Bob.JobAsync("job-1", j => j.Spec?.Tasks?[0].TaskID is not null);
        KusciaTask hindered = await clusters.Bob.WaitAsync(Kinds.KusciaTask, Samples.CrossDomain(named.Spec!.Tasks![0].TaskID!), t => t.Status?.Message is not null);
        Assert.Contains("node bob-node is cordoned", hindered.Status!.Message, StringComparison.Ordinal);
        await clusters.Alice.WaitAsync(Kinds.TaskResourceGroup, ResourceName.Cluster(hindered.Metadata.Name!), g => g.Status?.RetryCount >= 1);

        await clusters.Bob.Client.PatchAsync(Kinds.Node, ResourceName.Cluster("bob-node"), new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = null } }, null, default);

        await clusters.Alice.JobPhaseAsync("job-1", JobPhase.Succeeded);
        await clusters.Bob.JobPhaseAsync("job-1", JobPhase.Succeeded);
    }

    [Fact]
    public async Task A_granted_table_is_pulled_without_unknown_members_and_removed_with_its_original()
    {
        await using TwoClusters clusters = new();
        await clusters.StartAsync();
        ResourceName mailed = new("bob", "table-1");
        await clusters.Alice.Client.CreateAsync(Kinds.DomainData.AsJson(), Samples.GrantedTable("table-1", "alice", "bob"), default);

        JsonResource copy = await clusters.Bob.WaitAsync(Kinds.DomainData.AsJson(), mailed, _ => true);

        Assert.False(copy.Body["spec"].TryGetProperty("fromTheFuture", out _));
        Assert.Equal("alice", copy.Metadata.Annotation(WellKnownAnnotations.InitiatorMasterDomain));
        JsonObject change = new() { ["spec"] = new JsonObject { ["name"] = "renamed" } };
        await clusters.Alice.Client.PatchAsync(Kinds.DomainData, mailed, change, null, default);
        await clusters.Bob.WaitAsync(Kinds.DomainData, mailed, d => d.Spec?.Name == "renamed");
        await clusters.Alice.Client.DeleteAsync(Kinds.DomainData, mailed, null, default);
        await clusters.Bob.NoneAsync(Kinds.DomainData, _ => true);
    }

    [Fact]
    public async Task Memory_that_no_node_has_is_told_with_numbers()
    {
        await using TwoClusters clusters = new();
        await clusters.StartAsync();
        KusciaJob job = Samples.Job("job-1", "alice", "alice", "bob");
        ResourceRequirements big = new() { Requests = new Dictionary<string, IntOrString> { ["memory"] = IntOrString.FromString("64Gi") } };
        KusciaTaskTemplate task = job.Spec!.Tasks![0];

        await clusters.Alice.SubmitAsync(job with { Spec = job.Spec with { Tasks = [task with { TaskID = "task-1", Parties = [new JobParty { DomainID = "alice", Resources = big }, new JobParty { DomainID = "bob" }] }] } });

        KusciaTask hindered = await clusters.Alice.WaitAsync(Kinds.KusciaTask, Samples.CrossDomain("task-1"), t => t.Status?.Message is not null);
        Assert.Contains("memory: 64Gi wanted, 8Gi free of 8Gi", hindered.Status!.Message, StringComparison.Ordinal);
        Assert.Equal("False", hindered.Status.Conditions.Find("ResourceCreated")?.Status);
    }
}
