using System.Text.Json;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Tests;

internal static class Samples
{
    public static ResourceName CrossDomain(string name) => new(WellKnownNames.CrossDomainNamespace, name);

    public static KusciaJob Job(string name, string initiator, params string[] parties) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = WellKnownNames.CrossDomainNamespace },
        Spec = new KusciaJobSpec
        {
            Initiator = initiator,
            ScheduleMode = "BestEffort",
            MaxParallelism = 2,
            Tasks =
            [
                new KusciaTaskTemplate
                {
                    Alias = "psi",
                    AppImage = "psi-image",
                    TaskInputConfig = """{"note":"x"}""",
                    Parties = [.. parties.Select(p => new JobParty { DomainID = p })],
                },
            ],
        },
    };

    public static JsonResource GrantedTable(string name, string author, string grantee) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name,
            Namespace = grantee,
            Annotations = new Dictionary<string, string>
            {
                [WellKnownAnnotations.Initiator] = author,
                [WellKnownAnnotations.InterconnKusciaParties] = grantee,
            },
        },
        Body = new Dictionary<string, JsonElement>
        {
            ["spec"] = JsonDocument.Parse($$"""{"name":"{{name}}","author":"{{author}}","type":"table","dataSource":"d","relativeURI":"u","fromTheFuture":"dropped"}""").RootElement,
        },
    };

    public static AppImage Image(string name) => new()
    {
        Metadata = new ObjectMeta { Name = name },
        Spec = new AppImageSpec
        {
            Image = new AppImageInfo { Name = "engine", Tag = "1" },
            ConfigTemplates = new Dictionary<string, string> { ["task-config.conf"] = "{{.TASK_ID}}" },
            DeployTemplates =
            [
                new DeployTemplate
                {
                    Name = "psi",
                    Replicas = 1,
                    Spec = new AppPodSpec
                    {
                        Containers =
                        [
                            new AppContainer
                            {
                                Name = "engine",
                                Command = ["engine"],
                                WorkingDir = "/work",
                                ConfigVolumeMounts = [new ConfigVolumeMount { MountPath = "/work/task-config.conf", SubPath = "task-config.conf" }],
                                Ports = [new AppPort { Name = "psi", Protocol = "HTTP", Scope = "Cluster" }],
                            },
                        ],
                    },
                },
            ],
        },
    };

    public static Node Node(string name, string domain) => new()
    {
        Metadata = new ObjectMeta { Name = name, Labels = new Dictionary<string, string> { [WellKnownLabels.Namespace] = domain } },
        Spec = new NodeSpec { Taints = [new Taint { Key = WellKnownNames.AgentTaint, Value = "v1", Effect = "NoSchedule" }] },
        Status = new NodeStatus
        {
            Allocatable = new Dictionary<string, IntOrString>
            {
                ["cpu"] = IntOrString.FromString("4"),
                ["memory"] = IntOrString.FromString("8Gi"),
                ["pods"] = IntOrString.FromString("500"),
            },
            Conditions = [new Condition { Type = "Ready", Status = "True" }],
        },
    };
}
