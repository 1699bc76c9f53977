using Kuscia.Controllers.Jobs;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using static Kuscia.Controllers.Tests.Jobs.JobSamples;

namespace Kuscia.Controllers.Tests.Jobs;

public sealed class JobRunTests
{
    [Fact]
    public void Empty_task_ids_are_filled_by_the_initiator_alone()
    {
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice", "bob") with { TaskID = null });
        KusciaJob member = job with { Spec = job.Spec! with { Initiator = "bob" } };

        JobOutcome outcome = Reconciler().Reconcile(View(job), Now);
        JobOutcome atMember = Reconciler().Reconcile(View(member), Now);

        Assert.Equal("job-0123456789ab", outcome.Job.Spec?.Tasks?[0].TaskID);
        Assert.Empty(outcome.Create);
        Assert.Null(atMember.Job.Spec?.Tasks?[0].TaskID);
    }

    [Fact]
    public void Ready_tasks_are_created_by_priority_up_to_the_parallelism()
    {
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice") with { Priority = 1 }, Task("b", "alice") with { Priority = 9 }, Task("c", "alice") with { Dependencies = ["a"], Priority = 99 }, Task("d", "alice"));
        job = job with { Spec = job.Spec! with { MaxParallelism = 2 } };

        JobOutcome outcome = Reconciler().Reconcile(View(job), Now);
        JobOutcome later = Reconciler().Reconcile(View(job, Existing("b", TaskPhase.Running), Existing("a", TaskPhase.Succeeded)), Now);

        Assert.Equal(["t-b", "t-a"], outcome.Create.Select(t => t.Metadata.Name));
        Assert.Equal(["t-c"], later.Create.Select(t => t.Metadata.Name));
    }

    [Fact]
    public void A_task_carries_owner_labels_and_annotations()
    {
        KusciaTask task = Reconciler().Reconcile(View(Job(JobPhase.Running, Task("a", "alice"))), Now).Create.Single();

        Assert.Equal("u1", task.Metadata.Label(WellKnownLabels.JobUid));
        Assert.Equal("kuscia-job", task.Metadata.Label(WellKnownLabels.Controller));
        Assert.Equal(("job", "a", "true"), (task.Metadata.Annotation(WellKnownAnnotations.JobId), task.Metadata.Annotation(WellKnownAnnotations.TaskAlias), task.Metadata.Annotation(WellKnownAnnotations.SelfClusterAsParticipant)));
        Assert.Equal("u1", task.Metadata.OwnerReferences?[0].Uid);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("bob", "true")]
    public void Only_a_task_with_partners_says_whose_job_it_is(string? partners, string? expected)
    {
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice"));
        Dictionary<string, string> annotations = new() { [WellKnownAnnotations.SelfClusterAsInitiator] = "true" };
        annotations = partners is null ? annotations : new(annotations) { [WellKnownAnnotations.InterconnKusciaParties] = partners };

        KusciaTask task = Reconciler().Reconcile(View(job with { Metadata = job.Metadata with { Annotations = annotations } }), Now).Create.Single();

        Assert.Equal(expected, task.Metadata.Annotation(WellKnownAnnotations.SelfClusterAsInitiator));
    }

    [Fact]
    public void What_a_party_grants_is_divided_among_containers_and_replicas()
    {
        ResourceRequirements granted = new()
        {
            Requests = new Dictionary<string, IntOrString> { ["cpu"] = IntOrString.FromInt32(2), ["memory"] = IntOrString.FromString("4Gi"), ["pods"] = IntOrString.FromInt32(3) },
        };
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice") with { Parties = [new JobParty { DomainID = "alice", Resources = granted }] });
        AppImage image = new()
        {
            Spec = new AppImageSpec
            {
                DeployTemplates = [new DeployTemplate { Name = "x", Replicas = 2, Spec = new AppPodSpec { Containers = [new AppContainer { Name = "one", WorkingDir = "/work", Command = ["run"] }, new AppContainer { Name = "two", WorkingDir = "/" }] } }],
            },
        };

        KusciaTask task = Reconciler().Reconcile(View(job) with { AppImages = new Dictionary<string, AppImage?> { ["psi"] = image } }, Now).Create.Single();

        IReadOnlyList<AppContainer>? containers = task.Spec?.Parties?[0].Template?.Spec?.Containers;
        Assert.Equal(["one", "two"], containers?.Select(c => c.Name));
        Assert.Equal("500m", containers?[0].Resources?.Requests?["cpu"].Text);
        Assert.Equal("1Gi", containers?[0].Resources?.Requests?["memory"].Text);
        Assert.False(containers?[0].Resources?.Requests?.ContainsKey("pods"));
        Assert.Equal(("/work", "run", "/"), (containers?[0].WorkingDir, containers?[0].Command?[0], containers?[1].WorkingDir));
    }

    [Theory]
    [InlineData("10", "4")]
    [InlineData("9", "3")]
    [InlineData("100Mi", "34952533")]
    public void A_share_of_bandwidth_is_a_whole_number(string granted, string share)
    {
        ResourceRequirements resources = new() { Requests = new Dictionary<string, IntOrString> { [WellKnownNames.BandwidthResource] = IntOrString.FromString(granted) } };
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice") with { Parties = [new JobParty { DomainID = "alice", Resources = resources }] });
        DeployTemplate template = new() { Name = "x", Replicas = 3, Spec = new AppPodSpec { Containers = [new AppContainer { Name = "one", WorkingDir = "/" }] } };
        AppImage image = new() { Spec = new AppImageSpec { DeployTemplates = [template] } };

        KusciaTask task = Reconciler().Reconcile(View(job) with { AppImages = new Dictionary<string, AppImage?> { ["psi"] = image } }, Now).Create.Single();

        Assert.Equal(share, task.Spec?.Parties?[0].Template?.Spec?.Containers?[0].Resources?.Requests?[WellKnownNames.BandwidthResource].Text);
    }

    [Fact]
    public void A_job_with_dots_in_its_name_gets_task_ids_that_services_can_be_named_by()
    {
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice") with { TaskID = null });

        JobOutcome outcome = Reconciler().Reconcile(View(job with { Metadata = job.Metadata with { Name = "a.b.1" } }), Now);

        Assert.Equal("a-b-1-0123456789ab", outcome.Job.Spec?.Tasks?[0].TaskID);
    }

    [Theory]
    [InlineData(false, JobPhase.Failed, "task b (t-b) cannot start: what it depends on did not succeed; task a (t-a) failed: boom")]
    [InlineData(true, JobPhase.Succeeded, null)]
    public void What_depends_on_a_tolerable_task_that_failed_ends_the_job(bool tolerable, string phase, string? message)
    {
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice") with { Tolerable = true }, Task("b", "alice") with { Dependencies = ["a"], Tolerable = tolerable });

        JobOutcome outcome = Reconciler().Reconcile(View(job, Existing("a", TaskPhase.Failed, "boom")), Now);

        Assert.Equal((phase, message), (outcome.Status.Phase, outcome.Status.Message));
    }

    [Fact]
    public void What_a_task_waits_for_stands_in_the_job()
    {
        JobOutcome outcome = Reconciler().Reconcile(View(Job(JobPhase.Running, Task("a", "alice")), Existing("a", TaskPhase.Pending, "no room")), Now);

        Assert.Equal((JobPhase.Running, "task t-a: no room"), (outcome.Status.Phase, outcome.Status.Message));
    }

    [Theory]
    [InlineData(true, JobPhase.Failed, "CreateTaskFailed")]
    [InlineData(false, JobPhase.Running, null)]
    public void A_task_that_cannot_be_created_leaves_its_reason_in_the_job(bool final, string phase, string? reason)
    {
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice"));
        JobOutcome decided = Reconciler().Reconcile(View(job), Now);

        JobOutcome outcome = JobReconciler.NotCreated(job, decided, decided.Create[0], "spec is invalid", final, Now);

        Assert.Equal((phase, reason, "task a (t-a) cannot be created: spec is invalid"), (outcome.Status.Phase, outcome.Status.Reason, outcome.Status.Message));
        Assert.Equal(final ? null : TimeSpan.FromSeconds(5), outcome.RetryAfter);
    }

    [Fact]
    public void A_reason_that_stands_already_is_not_written_again()
    {
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice"));
        JobOutcome decided = Reconciler().Reconcile(View(job), Now);
        KusciaJobStatus first = JobReconciler.NotCreated(job, decided, decided.Create[0], "busy", false, Now).Status;
        KusciaJob told = job with { Status = first };

        JobOutcome again = JobReconciler.NotCreated(told, Reconciler().Reconcile(View(told), Now.AddSeconds(5)), decided.Create[0], "busy", false, Now.AddSeconds(5));

        Assert.Same(first, again.Status);
    }

    public static TheoryData<string, string, string?, string?, string> Ends => new()
    {
        { "Strict", TaskPhase.Succeeded, TaskPhase.Succeeded, TaskPhase.Succeeded, JobPhase.Succeeded },
        { "Strict", TaskPhase.Failed, TaskPhase.Running, null, JobPhase.Failed },
        { "BestEffort", TaskPhase.Failed, TaskPhase.Running, null, JobPhase.Running },
        { "BestEffort", TaskPhase.Failed, TaskPhase.Succeeded, null, JobPhase.Running },
        { "BestEffort", TaskPhase.Failed, TaskPhase.Succeeded, TaskPhase.Succeeded, JobPhase.Failed },
        { "BestEffort", TaskPhase.Succeeded, TaskPhase.Failed, null, JobPhase.Failed },
        { "BestEffort", TaskPhase.Running, null, null, JobPhase.Running },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void The_phase_follows_from_the_tasks(string mode, string a, string? b, string? c, string expected)
    {
        // c depends on b; a stands alone. The aliases differ from the task ids.
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice", "bob"), Task("b", "alice", "bob"), Task("c", "alice", "bob") with { Dependencies = ["b"] });
        job = job with { Spec = job.Spec! with { ScheduleMode = mode, MaxParallelism = 3 } };
        (string Alias, string? Phase)[] states = [("a", a), ("b", b), ("c", c)];
        bool bMissing = b is null;

        JobOutcome outcome = Reconciler().Reconcile(View(job, [.. states.Where(s => s.Phase is not null).Select(s => Existing(s.Alias, s.Phase ?? ""))]), Now);

        Assert.Equal(expected, outcome.Status.Phase);
        Assert.Equal(bMissing ? ["t-b"] : outcome.Create.Select(t => t.Metadata.Name), outcome.Create.Select(t => t.Metadata.Name));
    }

    [Fact]
    public void A_tolerable_failure_does_not_fail_the_job()
    {
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice") with { Tolerable = true }, Task("b", "alice"));

        JobOutcome outcome = Reconciler().Reconcile(View(job, Existing("a", TaskPhase.Failed), Existing("b", TaskPhase.Succeeded)), Now);

        Assert.Equal(JobPhase.Succeeded, outcome.Status.Phase);
        Assert.Equal(Now, outcome.Status.CompletionTime);
    }

    [Fact]
    public void The_message_of_the_failing_task_becomes_the_jobs()
    {
        JobOutcome outcome = Reconciler().Reconcile(View(Job(JobPhase.Running, Task("a", "alice")), Existing("a", TaskPhase.Failed, "exited with code 3: boom")), Now);

        Assert.Equal("task a (t-a) failed: exited with code 3: boom", outcome.Status.Message);
    }

    [Fact]
    public void A_task_of_another_job_with_the_same_name_fails_the_job()
    {
        KusciaTask foreign = new() { Metadata = new ObjectMeta { Name = "t-a", Labels = new Dictionary<string, string> { [WellKnownLabels.JobUid] = "other" } } };

        JobOutcome outcome = Reconciler().Reconcile(View(Job(JobPhase.Running, Task("a", "alice")), foreign), Now);

        Assert.Equal("CreateTaskFailed", outcome.Status.Reason);
        Assert.Equal("Failed to create task t-a because of a task with the same name already exists", outcome.Status.Message);
    }
}
