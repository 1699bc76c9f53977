using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Tests;

/// <summary>What a hostile host writes about jobs and tasks.</summary>
public sealed class HostileJobTests
{
    private const string Junk = "\u001b[31mred\u001b[0m\nsecond line\u202e";

    [Theory]
    [InlineData("alice")]
    [InlineData("carol")]
    [InlineData("nobody")]
    [InlineData("")]
    [InlineData("cross-domain")]
    public async Task A_job_whose_initiator_is_no_domain_of_its_host_is_refused_with_the_reason(string initiator)
    {
        await using HostileHost host = new();
        await host.StartAsync();

        await host.MailJobAsync("evil", j => j with { Spec = j.Spec! with { Initiator = initiator } });

        KusciaJobSummary refused = await host.SummaryAsync("evil", s => s.Status?.CompletionTime is not null);
        Assert.Equal((JobPhase.Failed, "ValidateFailed"), (refused.Status!.Phase, refused.Status.Reason));
        Assert.Contains("initiator", refused.Status.Message, StringComparison.Ordinal);
        Assert.Empty((await host.Alice.Client.ListAsync(Kinds.KusciaJob, null, ListOptions.All, default)).Items);
    }

    [Fact]
    public async Task A_domain_behind_the_host_may_start_a_job()
    {
        await using HostileHost host = new();
        await host.StartAsync();
        await host.Alice.Client.CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = "bob-lite" }, Spec = new DomainSpec { Role = "partner", Master = "bob" } }, default);

        await host.MailJobAsync("honest", j => j with { Spec = j.Spec! with { Initiator = "bob-lite" } });

        await host.Alice.JobAsync("honest", j => j.Spec?.Initiator == "bob-lite");
    }

    [Fact]
    public async Task An_approval_in_alices_name_is_not_taken_from_the_host()
    {
        await using HostileHost host = new(approve: true);
        await host.StartAsync();
        Dictionary<string, string> both = new() { ["alice"] = JobApproval.Accepted, ["bob"] = JobApproval.Accepted };
        Dictionary<string, string> made = new() { ["alice"] = "JobCreateStageSucceeded", ["bob"] = "JobCreateStageSucceeded" };

        await host.MailJobAsync("evil", status: new KusciaJobStatus { Phase = JobPhase.Running, ApproveStatus = both, StageStatus = made });

        KusciaJob job = await host.Alice.JobAsync("evil", j => j.Status?.ApproveStatus?.ContainsKey("bob") == true && j.Status.Phase == JobPhase.AwaitingApproval);
        Assert.False(job.Status!.ApproveStatus!.ContainsKey("alice"));
        Assert.Equal("waiting for alice to accept the job", (await host.Alice.JobAsync("evil", j => j.Status?.Message?.EndsWith("alice to accept the job", StringComparison.Ordinal) == true)).Status!.Message);
    }

    [Fact]
    public async Task Of_a_mirror_only_known_fields_are_taken()
    {
        await using HostileHost host = new(approve: true);
        await host.StartAsync();
        Dictionary<string, string> labels = new()
        {
            [WellKnownLabels.JobStage] = JobStage.Start,
            [WellKnownLabels.JobStageVersion] = "9",
            [WellKnownLabels.InterconnProtocolType] = "bfia",
            ["app"] = "x",
            [WellKnownLabels.JobCustomFieldPrefix + "good"] = "1",
            [WellKnownLabels.JobCustomFieldPrefix + "bad"] = "no label value\n",
        };
        Dictionary<string, string> annotations = new(HostileHost.Mailed("evil").Annotations!)
        {
            [WellKnownAnnotations.SelfClusterAsInitiator] = "true",
            [WellKnownAnnotations.InterconnSelfParties] = "bob",
            [WellKnownAnnotations.InterconnKusciaParties] = "alice_carol_x",
            [WellKnownAnnotations.InitiatorMasterDomain] = "carol",
            [WellKnownAnnotations.InterconnBfiaParties] = "alice",
            [JobCommand.SeenAnnotation] = "Stop/1/alice",
        };

        await host.MailJobAsync("evil", j => j with
        {
            Metadata = j.Metadata with
            {
                Labels = labels,
                Annotations = annotations,
                Finalizers = ["foregroundDeletion"],
                OwnerReferences = [new OwnerReference { ApiVersion = "v1", Kind = "Pod", Name = "p", Uid = "u" }],
            },
        });

        KusciaJob copy = await host.Alice.JobPhaseAsync("evil", JobPhase.AwaitingApproval);
        Assert.Equal([new(WellKnownLabels.JobCustomFieldPrefix + "good", "1")], copy.Metadata.Labels);
        Assert.Equal("false", copy.Metadata.Annotation(WellKnownAnnotations.SelfClusterAsInitiator));
        Assert.Equal("alice", copy.Metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties));
        Assert.Equal("alice", copy.Metadata.Annotation(WellKnownAnnotations.InterconnSelfParties));
        Assert.Equal("bob", copy.Metadata.Annotation(WellKnownAnnotations.InitiatorMasterDomain));
        Assert.Null(copy.Metadata.Annotation(WellKnownAnnotations.InterconnBfiaParties));
        Assert.Null(copy.Metadata.Finalizers);
        Assert.Null(copy.Metadata.OwnerReferences);
    }

    [Theory]
    [InlineData("maxParallelism")]
    [InlineData("lifecycleSeconds")]
    [InlineData("resourceReservedSeconds")]
    [InlineData("retryIntervalSeconds")]
    [InlineData("minReservedMembers")]
    [InlineData("limitKBps")]
    [InlineData("destinationID")]
    [InlineData("resources.requests")]
    [InlineData("resources.limits")]
    [InlineData("role")]
    [InlineData("domainID")]
    [InlineData("scheduleMode")]
    [InlineData("tasks")]
    public async Task A_number_or_name_out_of_its_range_is_refused_by_its_path(string what)
    {
        await using HostileHost host = new();
        await host.StartAsync();

        await host.MailJobAsync("evil", j => j with { Spec = Broken(j.Spec!, what) });

        KusciaJobSummary refused = await host.SummaryAsync("evil", s => s.Status?.CompletionTime is not null);
        Assert.Equal("ValidateFailed", refused.Status!.Reason);
        Assert.Contains(what, refused.Status.Message, StringComparison.Ordinal);
        Assert.Empty((await host.Alice.Client.ListAsync(Kinds.KusciaJob, null, ListOptions.All, default)).Items);
    }

    [Fact]
    public async Task Words_of_the_host_are_one_printable_line()
    {
        await using HostileHost host = new();
        host.Alice.Agent.Script = _ => null;
        await host.StartAsync();
        await host.MailJobAsync("evil", j => j with { Spec = j.Spec! with { FlowID = Junk } });
        await host.Alice.JobAsync("evil", j => j.Spec?.FlowID == " [31mred [0m second line");

        await host.WriteSummaryAsync("evil", new JsonObject
        {
            ["status"] = new JsonObject { ["phase"] = JobPhase.Failed, ["reason"] = "ValidateFailed", ["message"] = Junk + new string('x', 1 << 20) },
        });

        KusciaJob failed = await host.Alice.JobPhaseAsync("evil", JobPhase.Failed);
        Assert.StartsWith(" [31mred [0m second line", failed.Status!.Message, StringComparison.Ordinal);
        Assert.True(Encoding.UTF8.GetByteCount(failed.Status.Message!) <= PrintableLine.MaxBytes);
        Assert.All(host.Alice.Logs.Lines, l => Assert.DoesNotContain("\u001b", l, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("2147483648")]
    [InlineData("102")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task A_stop_given_here_wins_over_any_version_the_host_writes(string version)
    {
        await using HostileHost host = new();
        host.Alice.Agent.Script = _ => null;
        await host.StartAsync();
        await host.MailJobAsync("evil");
        await host.Alice.JobAsync("evil", j => j.Status?.StageStatus?.ContainsKey("alice") == true);
        JsonObject Command(string stage, string number) => new()
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [WellKnownLabels.JobStageVersion] = number } },
            ["spec"] = new JsonObject { ["stage"] = stage, ["stageTrigger"] = "alice" },
        };
        await host.WriteSummaryAsync("evil", Command(JobStage.Start, version));

        await host.Alice.LabelAsync("evil", JobStage.Stop);

        KusciaJob stopped = await host.Alice.JobPhaseAsync("evil", JobPhase.Failed);
        Assert.Equal("Party: alice execute the cmd: Stop.", stopped.Status!.Reason);
        Assert.Equal("1", stopped.Metadata.Label(WellKnownLabels.JobStageVersion));
        await host.SummaryAsync("evil", s => s.Spec?.Stage == JobStage.Stop && s.Metadata.Label(WellKnownLabels.JobStageVersion) == "1");

        // A step is followed, in the name of who can have given it.
        await host.WriteSummaryAsync("evil", Command(JobStage.Restart, "2"));
        KusciaJob restarted = await host.Alice.JobAsync("evil", j => j.Metadata.Label(WellKnownLabels.JobStage) == JobStage.Restart);
        Assert.Equal("bob", restarted.Metadata.Label(WellKnownLabels.JobStageTrigger));
    }

    [Fact]
    public async Task A_summary_with_the_name_of_another_jobs_task_touches_nothing_of_it()
    {
        await using HostileHost host = new();
        host.Alice.Agent.Script = _ => null;
        await host.StartAsync();
        KusciaJob own = Samples.Job("own", "alice", "alice");
        await host.Alice.SubmitAsync(own with { Spec = own.Spec! with { Tasks = [own.Spec.Tasks![0] with { TaskID = "own-task" }] } });
        await host.Alice.JobAsync("own", j => j.Status?.TaskStatus?.GetValueOrDefault("own-task") == TaskPhase.Running);
        await host.MailJobAsync("evil");
        await host.Alice.JobAsync("evil", j => j.Status?.StageStatus?.ContainsKey("alice") == true);

        await host.Bob.CreateAsync(Kinds.KusciaTaskSummary, new KusciaTaskSummary
        {
            Metadata = HostileHost.Mailed("own-task"),
            Spec = new KusciaTaskSummarySpec { Alias = "psi", JobID = "evil" },
            Status = new KusciaTaskSummaryStatus { PartyTaskStatus = [new PartyTaskStatus { DomainID = "alice", Phase = TaskPhase.Failed, Message = "Job was stopped" }] },
        }, default);

        // The evil job has taken the name up, and ends by it; the own one does not.
        await host.Alice.JobAsync("evil", j => j.Spec?.Tasks?[0].TaskID == "own-task");
        await host.Bob.DeleteAsync(Kinds.KusciaTaskSummary, new ResourceName("alice", "own-task"), null, default);
        await host.MailJobAsync("barrier");
        await host.Alice.JobAsync("barrier", j => j.Status?.StageStatus?.ContainsKey("alice") == true);
        KusciaTask? task = await host.Alice.Client.GetAsync(Kinds.KusciaTask, Samples.CrossDomain("own-task"), default);
        Assert.Equal(TaskPhase.Running, task?.Status?.Phase);
        Assert.Null(task?.Metadata.Annotation(WellKnownAnnotations.Prefix + "mailbox-uid"));
    }

    [Theory]
    [InlineData("Bad_Name")]
    [InlineData("a.b")]
    public async Task A_task_id_that_can_name_nothing_is_declined(string id)
    {
        await using HostileHost host = new();
        await host.StartAsync();
        await host.MailJobAsync("evil");
        await host.Alice.JobAsync("evil", j => j.Status?.StageStatus?.ContainsKey("alice") == true);

        await host.Bob.CreateAsync(Kinds.KusciaTaskSummary, new KusciaTaskSummary { Metadata = HostileHost.Mailed(id), Spec = new KusciaTaskSummarySpec { Alias = "psi", JobID = "evil" } }, default);

        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        KusciaTaskSummary declined = (await host.Bob.WatchAsync(Kinds.KusciaTaskSummary, "alice", ListOptions.All, limit.Token)
            .FirstAsync(c => c.Resource.Status?.PartyTaskStatus?.Count > 0, limit.Token)).Resource;
        Assert.Equal(("alice", TaskPhase.Failed, "could not be started"), (declined.Status!.PartyTaskStatus![0].DomainID, declined.Status.PartyTaskStatus[0].Phase, declined.Status.PartyTaskStatus[0].Message));
    }

    private static KusciaJobSpec Broken(KusciaJobSpec spec, string what)
    {
        KusciaTaskTemplate task = spec.Tasks![0];
        JobParty alice = new() { DomainID = "alice" };
        KusciaJobSpec With(KusciaTaskTemplate changed) => spec with { Tasks = [changed] };
        KusciaJobSpec Party(JobParty changed) => With(task with { Parties = [new JobParty { DomainID = "bob" }, changed] });
        Dictionary<string, IntOrString> much = new() { ["cpu"] = IntOrString.FromString("1e300") };
        return what switch
        {
            "maxParallelism" => spec with { MaxParallelism = int.MaxValue },
            "lifecycleSeconds" => With(task with { ScheduleConfig = new ScheduleConfig { LifecycleSeconds = int.MaxValue } }),
            "resourceReservedSeconds" => With(task with { ScheduleConfig = new ScheduleConfig { ResourceReservedSeconds = -1 } }),
            "retryIntervalSeconds" => With(task with { ScheduleConfig = new ScheduleConfig { RetryIntervalSeconds = int.MinValue } }),
            "minReservedMembers" => With(task with { ScheduleConfig = new ScheduleConfig { MinReservedMembers = int.MaxValue } }),
            "limitKBps" => Party(alice with { BandwidthLimits = [new BandwidthLimit { DestinationID = "bob", LimitKBps = long.MaxValue }] }),
            "destinationID" => Party(alice with { BandwidthLimits = [new BandwidthLimit { DestinationID = "b/../c", LimitKBps = 1 }] }),
            "resources.requests" => Party(alice with { Resources = new ResourceRequirements { Requests = much } }),
            "resources.limits" => Party(alice with { Resources = new ResourceRequirements { Limits = much } }),
            "role" => Party(alice with { Role = "a/b\n" }),
            "domainID" => With(task with { Parties = [new JobParty { DomainID = "alice" }, new JobParty { DomainID = "Kube_System\n" }] }),
            "scheduleMode" => spec with { ScheduleMode = Junk },
            _ => spec with { Tasks = [.. Enumerable.Range(0, 129).Select(i => task with { Alias = $"t{i}" })] },
        };
    }
}
