using Kuscia.Client.Parties;
using Kuscia.Controllers.Scheduling;
using Kuscia.Controllers.Tasks;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tests.Tasks;

internal static class TaskSamples
{
    public static readonly DateTimeOffset Now = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    public static TaskReconciler Reconciler() => new(new TaskOptions(), (_, count) => [.. Enumerable.Range(20000, count)]);

    public static KusciaTask Task(params TaskParty[] parties) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = "job-psi",
            Namespace = "cross-domain",
            Uid = "u1",
            CreationTimestamp = Now,
            Labels = new Dictionary<string, string> { [WellKnownLabels.JobUid] = "j1" },
            Annotations = new Dictionary<string, string> { [WellKnownAnnotations.JobId] = "job", [WellKnownAnnotations.SelfClusterAsInitiator] = "true" },
        },
        Spec = new KusciaTaskSpec { Initiator = "alice", TaskInputConfig = "{\"a\":1}", Parties = parties },
    };

    public static TaskParty Party(string domain, string role = "") => new() { DomainID = domain, Role = role, AppImageRef = "engine" };

    public static AppImage Image(int replicas = 1, IReadOnlyList<AppPort>? ports = null, NetworkPolicy? policy = null, string? role = null) => new()
    {
        Spec = new AppImageSpec
        {
            Image = new AppImageInfo { Name = "repo/engine", Tag = "2" },
            ConfigTemplates = new Dictionary<string, string> { ["task-config.conf"] = "{{.TASK_ID}}" },
            DeployTemplates =
            [
                new DeployTemplate
                {
                    Name = "t",
                    Role = role,
                    Replicas = replicas,
                    NetworkPolicy = policy,
                    Spec = new AppPodSpec
                    {
                        Containers =
                        [
                            new AppContainer
                            {
                                Name = "engine",
                                WorkingDir = "/work",
                                ConfigVolumeMounts = [new ConfigVolumeMount { MountPath = "/work/c.conf", SubPath = "task-config.conf" }],
                                Ports = ports ??
                                [
                                    new AppPort { Name = "spu", Protocol = "GRPC", Scope = "Cluster" },
                                    new AppPort { Name = "global", Protocol = "GRPC", Scope = "Domain" },
                                    new AppPort { Name = "node-manager", Protocol = "GRPC", Scope = "Local" },
                                ],
                            },
                        ],
                    },
                },
            ],
        },
    };

    /// <summary>Alice is own, bob a partner.</summary>
    public static TaskView View(KusciaTask task, AppImage? image = null) => new()
    {
        Task = task,
        Parties = new Dictionary<string, PartyInfo>
        {
            ["alice"] = new("alice", true, false, "kuscia", "alice"),
            ["bob"] = new("bob", true, true, "kuscia", "bob"),
        },
        AppImages = new Dictionary<string, AppImage?> { ["engine"] = image ?? Image() },
        Nodes = new NodeSnapshot([Node("n1", "alice")], []),
    };

    public static Node Node(string name, string domain, string memory = "8Gi", string cpu = "4", bool ready = true, params Taint[] taints) => new()
    {
        Metadata = new ObjectMeta { Name = name, Labels = new Dictionary<string, string> { [WellKnownLabels.Namespace] = domain } },
        Spec = new NodeSpec { Taints = taints },
        Status = new NodeStatus
        {
            Allocatable = new Dictionary<string, IntOrString>
            {
                ["cpu"] = IntOrString.FromString(cpu),
                ["memory"] = IntOrString.FromString(memory),
                ["pods"] = IntOrString.FromInt32(100),
            },
            Conditions = [new Condition { Type = "Ready", Status = ready ? "True" : "False" }],
        },
    };

    /// <summary>The objects of a task after its ports are allocated.</summary>
    public static TaskObjects Objects(KusciaTask task, AppImage? image = null)
    {
        TaskOutcome ports = Reconciler().Reconcile(View(task, image), Now);
        TaskOutcome made = Reconciler().Reconcile(View(task with { Status = ports.Status }, image), Now);
        return made.Create ?? throw new InvalidOperationException(made.Status.Message);
    }

    /// <summary>The view after its ports are allocated.</summary>
    public static TaskView Ready(TaskView view)
    {
        KusciaTaskStatus status = Reconciler().Reconcile(view, Now).Status;
        return view with { Task = view.Task with { Status = status } };
    }

    /// <summary>The pods with a container that waits.</summary>
    public static IReadOnlyDictionary<string, Pod> Waiting(IReadOnlyDictionary<string, Pod> pods, string reason) => pods.ToDictionary(
        p => p.Key,
        p => p.Value with
        {
            Status = new PodStatus
            {
                Phase = TaskPhase.Pending,
                Conditions = [new Condition { Type = "ContainersReady", Status = "False" }],
                ContainerStatuses = [new ContainerStatus { Name = "engine", State = new ContainerState { Waiting = new ContainerStateWaiting { Reason = reason, Message = "the cause" } } }],
            },
        });

    /// <summary>Both sides created; alice's pod as given, bob's result as told by him.</summary>
    public static TaskView Running(string? alicePod, string? bob)
    {
        TaskView view = Ready(View(Task(Party("alice"), Party("bob"))));
        TaskOutcome made = Reconciler().Reconcile(view, Now);
        KusciaTaskStatus status = made.Status with { Phase = TaskPhase.Running };
        status = status with { PartyTaskStatus = [status.PartyTaskStatus![0], status.PartyTaskStatus[1] with { Phase = bob }] };
        Dictionary<string, Pod> pods = [];
        if (alicePod is not null)
        {
            ContainerState state = alicePod == "Failed"
                ? new ContainerState { Terminated = new ContainerStateTerminated { ExitCode = 7, Reason = "Error", Message = "last line" } }
                : new ContainerState();
            pods["alice/job-psi-0"] = made.Create!.Pods[0].Pod with
            {
                Status = new PodStatus { Phase = alicePod, ContainerStatuses = [new ContainerStatus { Name = "engine", State = state }] },
            };
        }

        return view with
        {
            Task = view.Task with { Status = status },
            Pods = pods,
            Group = made.Create!.Group with { Status = new TaskResourceGroupStatus { Phase = TaskResourceGroupPhase.Reserved } },
        };
    }
}
