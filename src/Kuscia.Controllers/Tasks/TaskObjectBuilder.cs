using System.IO.Compression;
using System.Text;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Builds the objects of a task whose ports are allocated.</summary>
internal static class TaskObjectBuilder
{
    public static TaskObjects Build(KusciaTask task, TaskPlan plan, TaskOptions options)
    {
        List<ConfigMap> configMaps = [];
        List<(Pod, IReadOnlyList<Service>)> pods = [];
        HashSet<(string, string)> templates = [];
        foreach (PartyPlan party in plan.Own)
        {
            bool hasTemplates = party.Image.Spec?.ConfigTemplates is { Count: > 0 };
            string templateName = TemplateName(task, party, plan);
            if (hasTemplates && templates.Add((party.DomainId, templateName)))
            {
                configMaps.Add(Templates(task, party, templateName));
            }

            foreach (PodPlan pod in party.Pods)
            {
                if (party.MountsConfig)
                {
                    configMaps.Add(Values(task, plan, party, pod));
                }

                pods.Add((TaskPodBuilder.Build(task, party, pod, templateName), TaskServiceBuilder.Build(task, plan, party, pod)));
            }
        }

        return new TaskObjects { ConfigMaps = configMaps, Pods = pods, Group = TaskGroupBuilder.Build(task, plan, options) };
    }

    /// <summary>Name of the map with the values of one pod.</summary>
    public static string ValuesName(PodPlan pod) => $"{pod.Name}-kuscia-gen-conf";

    // Roles of one domain may run different images: then each role has a map of its own.
    private static string TemplateName(KusciaTask task, PartyPlan party, TaskPlan plan)
    {
        bool shared = plan.Own.Where(p => p.DomainId == party.DomainId).All(p => p.Party.AppImageRef == party.Party.AppImageRef);
        return shared || party.Role.Length == 0 ? $"{task.Metadata.Name}-configtemplate" : $"{task.Metadata.Name}-{party.Role}-configtemplate";
    }

    private static ConfigMap Templates(KusciaTask task, PartyPlan party, string name) => new()
    {
        ApiVersion = Kinds.ConfigMap.ApiVersion,
        Kind = Kinds.ConfigMap.Kind,
        Metadata = Metadata(task, party, name),
        Data = party.Image.Spec?.ConfigTemplates,
    };

    private static ConfigMap Values(KusciaTask task, TaskPlan plan, PartyPlan party, PodPlan pod)
    {
        ObjectMeta metadata = Metadata(task, party, ValuesName(pod));
        return new ConfigMap
        {
            ApiVersion = Kinds.ConfigMap.ApiVersion,
            Kind = Kinds.ConfigMap.Kind,
            Metadata = metadata with
            {
                Annotations = new Dictionary<string, string>(metadata.Annotations ?? new Dictionary<string, string>())
                {
                    [WellKnownAnnotations.ConfigValueCompressFieldsName] = "TASK_INPUT_CONFIG",
                },
            },
            Data = new Dictionary<string, string>
            {
                ["KUSCIA_DOMAIN_ID"] = party.DomainId,
                ["TASK_ID"] = task.Metadata.Name ?? "",
                ["TASK_CLUSTER_DEFINE"] = ClusterDefine.Write(plan, task.Status, party, pod),
                ["ALLOCATED_PORTS"] = ClusterDefine.WritePorts(task.Status, party, pod),
            },
            BinaryData = new Dictionary<string, byte[]> { ["TASK_INPUT_CONFIG"] = Compress(task.Spec?.TaskInputConfig ?? "") },
        };
    }

    private static ObjectMeta Metadata(KusciaTask task, PartyPlan party, string name) => new()
    {
        Name = name,
        Namespace = party.DomainId,
        Labels = Labels(task),
        Annotations = new Dictionary<string, string>
        {
            [WellKnownAnnotations.Initiator] = task.Spec?.Initiator ?? "",
            [WellKnownAnnotations.TaskId] = task.Metadata.Name ?? "",
        },
    };

    /// <summary>Labels that every object of a task carries.</summary>
    public static Dictionary<string, string> Labels(KusciaTask task)
    {
        Dictionary<string, string> labels = new()
        {
            [WellKnownLabels.Controller] = "kusciatask",
            [WellKnownLabels.TaskUid] = task.Metadata.Uid ?? "",
        };
        if (task.Metadata.Label(WellKnownLabels.InterconnProtocolType) is { } protocol)
        {
            labels[WellKnownLabels.InterconnProtocolType] = protocol;
        }

        return labels;
    }

    // RFC 1950, as the nodes expect it.
    private static byte[] Compress(string text)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }
}
