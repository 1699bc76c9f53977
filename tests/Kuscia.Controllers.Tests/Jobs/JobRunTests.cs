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
                DeployTemplates = [new DeployTemplate { Name = "x", Replicas = 2, Spec = new AppPodSpec { Containers = [new AppContainer { Name = "one" }, new AppContainer { Name = "two" }] } }],
            },
        };

        KusciaTask task = Reconciler().Reconcile(View(job) with { AppImages = new Dictionary<string, AppImage?> { ["psi"] = image } }, Now).Create.Single();

        IReadOnlyList<AppContainer>? containers = task.Spec?.Parties?[0].Template?.Spec?.Containers;
        Assert.Equal(["one", "two"], containers?.Select(c => c.Name));
        Assert.Equal("500m", containers?[0].Resources?.Requests?["cpu"].Text);
        Assert.Equal("1Gi", containers?[0].Resources?.Requests?["memory"].Text);
        Assert.False(containers?[0].Resources?.Requests?.ContainsKey("pods"));
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
