using Kuscia.Client.Parties;
using Kuscia.Controllers.Scheduling;
using Kuscia.Controllers.Tasks;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using static Kuscia.Controllers.Tests.Tasks.TaskSamples;

namespace Kuscia.Controllers.Tests.Tasks;

public sealed class TaskReconcilerTests
{
    [Fact]
    public void Ports_are_recorded_before_anything_is_created()
    {
        TaskOutcome outcome = Reconciler().Reconcile(View(Task(Party("alice"), Party("bob"))), Now);

        Assert.Null(outcome.Create);
        PartyAllocatedPorts ports = outcome.Status.AllocatedPorts!.Single();
        Assert.Equal("alice", ports.DomainID);
        Assert.Equal(["job-psi-0/spu", "job-psi-0/global", "job-psi-0/node-manager"], ports.NamedPort?.Keys);
        Assert.True(outcome.Status.Conditions.IsTrue("PortsAllocated"));
    }

    [Fact]
    public void A_route_that_is_not_ready_is_waited_for_and_told_with_hyphens_right()
    {
        TaskView view = Ready(View(Task(Party("alice"), Party("bob"))));
        ClusterDomainRoute route = new()
        {
            Metadata = new ObjectMeta { Name = "alice-bob" },
            Status = new ClusterDomainRouteStatus { Conditions = [new Condition { Type = "Ready", Status = "False", Reason = "TokenNotGenerate" }] },
        };

        TaskOutcome outcome = Reconciler().Reconcile(view with { Routes = new Dictionary<string, ClusterDomainRoute> { ["alice-bob"] = route } }, Now.AddSeconds(10));

        Assert.Equal((TaskPhase.Pending, "cdr-check alice to bob failed with TokenNotGenerate"), (outcome.Status.Phase, outcome.Status.Message));
        Assert.Equal("KusciaTaskCreateFailed", outcome.Status.Conditions.Find("ResourceCreated")?.Reason);
        Assert.Equal(TimeSpan.FromSeconds(5), outcome.RetryAfter);
    }

    [Fact]
    public void What_still_hinders_at_the_end_of_the_life_fails_the_task_and_its_own_party()
    {
        TaskView view = Ready(View(Task(Party("alice"), Party("bob")))) with { Nodes = new NodeSnapshot([], []) };

        TaskOutcome outcome = Reconciler().Reconcile(view, Now.AddSeconds(301));

        Assert.Equal((TaskPhase.Failed, "resource-check no node cache to alice (tried for 300 seconds)"), (outcome.Status.Phase, outcome.Status.Message));
        Assert.Equal([TaskPhase.Failed, TaskPhase.Pending], outcome.Status.PartyTaskStatus?.Select(p => p.Phase));
    }

    [Fact]
    public void All_replicas_must_fit_not_only_one()
    {
        ResourceRequirements big = new() { Requests = new Dictionary<string, Model.Json.IntOrString> { ["memory"] = Model.Json.IntOrString.FromString("5Gi") } };
        AppImage image = Image(replicas: 2);
        DeployTemplate template = image.Spec!.DeployTemplates![0];
        AppContainer container = template.Spec!.Containers![0] with { Resources = big };
        image = image with { Spec = image.Spec with { DeployTemplates = [template with { Spec = template.Spec with { Containers = [container] } }] } };

        TaskOutcome outcome = Reconciler().Reconcile(Ready(View(Task(Party("alice")), image)), Now);

        Assert.Equal(TaskPhase.Failed, outcome.Status.Phase);
        Assert.Equal(
            "resource-check no node status available for domain alice: 1 of 2 pods fit on empty nodes: node n1 has too little memory: 5Gi wanted, 3Gi free of 8Gi",
            outcome.Status.Message);
        Assert.Equal(outcome.Status.Message, outcome.Status.Conditions.Find("ResourceCreated")?.Message);
    }

    [Theory]
    [InlineData(1, "1Gi", true)]
    [InlineData(2, "1Gi", false)]
    [InlineData(1, "9Gi", false)]
    public void Parties_without_room_are_left_out_where_the_task_is_content_with_the_others(int members, string alice, bool created)
    {
        KusciaTask task = Task(Sized("alice", alice), Sized("bob", "9Gi"));
        TaskView view = View(task with { Spec = task.Spec! with { ScheduleConfig = new ScheduleConfig { MinReservedMembers = members } } }) with
        {
            Parties = new Dictionary<string, PartyInfo> { ["alice"] = new("alice", true, false, "kuscia", "alice"), ["bob"] = new("bob", true, false, "kuscia", "bob") },
            Nodes = new NodeSnapshot([Node("n1", "alice"), Node("n2", "bob")], []),
        };

        TaskOutcome outcome = Reconciler().Reconcile(Ready(view), Now);

        Assert.Equal(created, outcome.Create is not null);
        Assert.Equal(created ? TaskPhase.Pending : TaskPhase.Failed, outcome.Status.Phase);
    }

    private static TaskParty Sized(string domain, string memory) =>
        Party(domain) with { Template = new PartyTemplate { Spec = new AppPodSpec { Containers = [new AppContainer { Name = "engine", Resources = Requests(memory) }] } } };

    [Fact]
    public void A_pod_that_ended_well_tells_the_reason_of_its_container()
    {
        TaskView view = Running("Succeeded", "Running");
        ContainerStatus ended = new() { Name = "engine", State = new ContainerState { Terminated = new ContainerStateTerminated { ExitCode = 0, Reason = "Completed" } } };
        Dictionary<string, Pod> pods = view.Pods.ToDictionary(p => p.Key, p => p.Value with { Status = p.Value.Status! with { ContainerStatuses = [ended] } });

        TaskOutcome outcome = Reconciler().Reconcile(view with { Pods = pods }, Now);

        TaskPodStatus? status = outcome.Status.PodStatuses?["alice/job-psi-0"];
        Assert.Equal((TaskPhase.Succeeded, "Completed", null), (status?.PodPhase, status?.Reason, status?.Message));
    }

    [Fact]
    public void A_node_that_is_only_busy_is_waited_for_with_the_numbers()
    {
        Pod other = new()
        {
            Metadata = new ObjectMeta { Name = "other", Namespace = "alice" },
            Spec = new PodSpec { NodeName = "n1", Containers = [new Container { Name = "c", Resources = Requests("7Gi") }] },
        };
        AppImage image = Image();
        DeployTemplate template = image.Spec!.DeployTemplates![0];
        AppContainer container = template.Spec!.Containers![0] with { Resources = Requests("5Gi") };
        image = image with { Spec = image.Spec with { DeployTemplates = [template with { Spec = template.Spec with { Containers = [container] } }] } };

        TaskOutcome outcome = Reconciler().Reconcile(Ready(View(Task(Party("alice")), image)) with { Nodes = new NodeSnapshot([Node("n1", "alice")], [other]) }, Now);

        Assert.Equal((TaskPhase.Pending, TimeSpan.FromSeconds(5)), (outcome.Status.Phase, outcome.RetryAfter));
        Assert.EndsWith("0 of 1 pods fit: node n1 has too little memory: 5Gi wanted, 1Gi free of 8Gi", outcome.Status.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, TaskPhase.Failed)]
    [InlineData(false, TaskPhase.Pending)]
    public void Objects_that_are_refused_for_good_fail_the_task_at_once(bool final, string phase)
    {
        TaskOutcome outcome = Reconciler().Hindered(Ready(View(Task(Party("alice"), Party("bob")))), "Service is invalid", final, Now);

        Assert.Equal((phase, "Service is invalid"), (outcome.Status.Phase, outcome.Status.Message));
        Assert.Equal([phase, TaskPhase.Pending], outcome.Status.PartyTaskStatus?.Select(p => p.Phase));
    }

    private static ResourceRequirements Requests(string memory) => new() { Requests = new Dictionary<string, Model.Json.IntOrString> { ["memory"] = Model.Json.IntOrString.FromString(memory) } };

    [Fact]
    public void A_missing_app_image_is_named()
    {
        TaskView view = View(Task(Party("alice"))) with { AppImages = new Dictionary<string, AppImage?> { ["engine"] = null } };

        TaskOutcome outcome = Reconciler().Reconcile(view, Now);

        Assert.Contains("AppImage \"engine\" of party \"alice\" does not exist", outcome.Status.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string?, string?, string, string> Ends => new()
    {
        { "Running", "Pending", TaskPhase.Running, TaskPhase.Running },
        { "Succeeded", "Running", TaskPhase.Succeeded, TaskPhase.Running },
        { "Succeeded", "Succeeded", TaskPhase.Succeeded, TaskPhase.Succeeded },
        { "Failed", "Running", TaskPhase.Failed, TaskPhase.Failed },
        { "Running", "Failed", TaskPhase.Running, TaskPhase.Failed },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void The_phase_follows_from_all_parties(string? alicePod, string? bob, string alice, string expected)
    {
        TaskOutcome outcome = Reconciler().Reconcile(Running(alicePod, bob), Now);

        Assert.Equal(alice, outcome.Status.PartyTaskStatus?[0].Phase);
        Assert.Equal(expected, outcome.Status.Phase);
    }

    [Fact]
    public void A_failed_party_tells_exit_code_and_log_lines()
    {
        TaskOutcome outcome = Reconciler().Reconcile(Running("Failed", "Running"), Now);

        Assert.Equal(
            "The remaining no-failed party task counts 1 are less than the task success threshold 2. failed party[alice]. "
            + "alice: pod alice/job-psi-0 container[engine] exited with code 7 (Error): last line",
            outcome.Status.Message);
        Assert.Equal("container[engine] terminated state reason \"Error\", message: \"last line\"", outcome.Status.PodStatuses?["alice/job-psi-0"].TerminationLog);
    }

    [Fact]
    public void A_pod_that_is_gone_fails_its_party()
    {
        TaskOutcome outcome = Reconciler().Reconcile(Running(null, "Running"), Now);

        Assert.Equal(TaskPhase.Failed, outcome.Status.Phase);
        Assert.Equal("PodNotExist", outcome.Status.PodStatuses?["alice/job-psi-0"].Reason);
    }

    [Theory]
    [InlineData("RegistryUnavailable", TaskPhase.Failed)]
    [InlineData("CreateContainerConfigError", TaskPhase.Failed)]
    [InlineData("InvalidImageName", TaskPhase.Failed)]
    [InlineData("ErrImagePull", TaskPhase.Pending)]
    [InlineData("ContainerCreating", TaskPhase.Pending)]
    public void A_pod_that_can_never_start_fails_a_task_of_which_nothing_runs_yet(string reason, string expected)
    {
        TaskView view = Running("Pending", TaskPhase.Pending);
        view = view with { Task = view.Task with { Status = view.Task.Status! with { Phase = TaskPhase.Pending } }, Pods = Waiting(view.Pods, reason) };

        TaskOutcome outcome = Reconciler().Reconcile(view, Now);

        Assert.Equal(expected, outcome.Status.Phase);
        Assert.Contains(reason, outcome.Status.Message, StringComparison.Ordinal);
        Assert.Contains("the cause", outcome.Status.Message, StringComparison.Ordinal);
        Assert.Equal(expected, outcome.Status.PartyTaskStatus?[0].Phase);
    }

    [Fact]
    public void A_group_that_expired_fails_the_task()
    {
        TaskView view = Running("Pending", "Pending");
        TaskResourceGroupStatus expired = new()
        {
            Phase = TaskResourceGroupPhase.Failed,
            Conditions = [new Condition { Type = "TaskResourceGroupExpired", Status = "True" }],
        };

        TaskOutcome outcome = Reconciler().Reconcile(view with { Group = view.Group! with { Status = expired } }, Now);

        Assert.Equal("The task was not scheduled within 300 seconds of its entire lifecycle", outcome.Status.Message);
    }

    [Fact]
    public void A_failed_task_ends_its_parties_and_keeps_failed_pods()
    {
        TaskView view = Running("Running", "Running");
        view = view with { Task = view.Task with { Status = view.Status with { Phase = TaskPhase.Failed, Message = "why" } } };

        TaskOutcome outcome = Reconciler().Reconcile(view, Now);

        Assert.Equal((TaskCleanup.Failed, Now), (outcome.Cleanup, outcome.Status.CompletionTime));
        Assert.All(outcome.Status.PartyTaskStatus!, p => Assert.Equal((TaskPhase.Failed, "ended with the task: why"), (p.Phase, p.Message)));
    }

    [Fact]
    public void A_task_that_names_data_it_may_not_use_fails_before_anything_is_made()
    {
        TaskView view = TaskSamples.View(TaskSamples.Task(TaskSamples.Party("alice"), TaskSamples.Party("bob"))) with { DataFaults = ["output \"victim\" exists"] };

        TaskOutcome outcome = TaskSamples.Reconciler().Reconcile(view, TaskSamples.Now);

        Assert.Null(outcome.Create);
        Assert.Equal((TaskPhase.Failed, "DataRefused", "refused: output \"victim\" exists"), (outcome.Status.Phase, outcome.Status.Reason, outcome.Status.Message));
        Assert.Equal("its inputs or outputs were refused", FailureReasons.Of(outcome.Status.PartyTaskStatus![0].Message));
    }
}
