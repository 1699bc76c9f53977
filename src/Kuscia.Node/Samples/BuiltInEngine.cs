using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Node.Samples;

/// <summary>The AppImage of the PSI engine that comes with the node, under the name that the guides' example job asks for.</summary>
internal static class BuiltInEngine
{
    private const string ConfigFile = "task-config.conf";

    public static AppImage AppImage() => new()
    {
        Metadata = new ObjectMeta { Name = WellKnownNames.BuiltInAppImage },
        Spec = new AppImageSpec
        {
            Image = new AppImageInfo { Name = "kuscia/psi-engine", Tag = "builtin" },
            ConfigTemplates = new Dictionary<string, string> { [ConfigFile] = ConfigTemplate },
            DeployTemplates =
            [
                new DeployTemplate
                {
                    Name = "psi",
                    Replicas = 1,
                    Spec = new AppPodSpec
                    {
                        RestartPolicy = "Never",
                        Containers =
                        [
                            new AppContainer
                            {
                                Name = "psi",
                                Command = ["kuscia-psi", "--kuscia", $"./kuscia/{ConfigFile}"],
                                WorkingDir = "/work",
                                ConfigVolumeMounts = [new ConfigVolumeMount { MountPath = $"/work/kuscia/{ConfigFile}", SubPath = ConfigFile }],
                                Ports = [new AppPort { Name = "psi", Protocol = "HTTP", Scope = "Cluster" }],
                            },
                        ],
                    },
                },
            ],
        },
    };

    // Every value is a JSON string: the node escapes what it puts in.
    private const string ConfigTemplate = """
        {
          "task_id": "{{.TASK_ID}}",
          "task_input_config": "{{.TASK_INPUT_CONFIG}}",
          "task_cluster_def": "{{.TASK_CLUSTER_DEFINE}}",
          "task_progress_url": "http://reporter.master.svc/report/progress?task_id={{.TASK_ID}}",
          "allocated_ports": "{{.ALLOCATED_PORTS}}"
        }

        """;
}
