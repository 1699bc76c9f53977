using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Controllers.Tasks;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Serving;

/// <summary>Builds the objects of one own party (specification, control plane §3.8).</summary>
/// <param name="deployment">The KusciaDeployment.</param>
/// <param name="parties">All its parties.</param>
internal sealed class ServingObjects(KusciaDeployment deployment, IReadOnlyList<PartyServing> parties)
{
    private const string StickyCookie = "KUSCIA_SESSION";
    private const string StickySeconds = "86400s";

    /// <summary>The names of everything that is made for a party.</summary>
    public static IEnumerable<ResourceName> Names(PartyServing party) =>
    [
        party.Identity, new ResourceName(party.DomainId, TemplatesName(party)), .. party.Ports.Where(p => ServiceNames.IsExposed(p.Scope)).Select(p => new ResourceName(party.DomainId, party.Service(p))),
    ];

    /// <summary>A service for every port that others may reach.</summary>
    public IReadOnlyList<Service> Services(PartyServing party) => [.. party.Ports.Where(p => ServiceNames.IsExposed(p.Scope)).Select(p => Service(party, p))];

    /// <summary>The config templates; null when the image has none.</summary>
    public ConfigMap? Templates(PartyServing party) => party.Image.Spec?.ConfigTemplates is not { Count: > 0 } templates ? null : new ConfigMap
    {
        ApiVersion = Kinds.ConfigMap.ApiVersion,
        Kind = Kinds.ConfigMap.Kind,
        Metadata = Metadata(party, TemplatesName(party)),
        Data = templates,
    };

    public Deployment Deployment(PartyServing party)
    {
        Dictionary<string, string> labels = ServingLabels.Of(deployment, party);
        labels[WellKnownLabels.CommunicationRoleServer] = "true";
        labels[WellKnownLabels.CommunicationRoleClient] = "true";
        if (deployment.Metadata.Label(WellKnownLabels.AppType) is { } type)
        {
            labels[WellKnownLabels.AppType] = type;
        }

        ObjectMeta metadata = Metadata(party, party.DeploymentName);
        return new Deployment
        {
            ApiVersion = Kinds.Deployment.ApiVersion,
            Kind = Kinds.Deployment.Kind,
            Metadata = metadata with { Labels = labels },
            Spec = new DeploymentSpec
            {
                Replicas = party.Template.Replicas,
                Selector = new LabelSelector { MatchLabels = labels },
                Strategy = party.Party.Template?.Strategy ?? new DeploymentStrategy
                {
                    Type = "RollingUpdate",
                    RollingUpdate = new RollingUpdate { MaxSurge = IntOrString.FromString("25%"), MaxUnavailable = IntOrString.FromString("25%") },
                },
                Template = new PodTemplateSpec { Metadata = new ObjectMeta { Labels = labels, Annotations = PodAnnotations(party) }, Spec = Pod(party) },
            },
        };
    }

    private static string TemplatesName(PartyServing party) => $"{party.DeploymentName}-configtemplate";

    private ObjectMeta Metadata(PartyServing party, string name) => new()
    {
        Name = name,
        Namespace = party.DomainId,
        Labels = ServingLabels.Of(deployment, party),
        Annotations = new Dictionary<string, string> { [WellKnownAnnotations.Initiator] = deployment.Spec?.Initiator ?? "" },
    };

    private Service Service(PartyServing party, AppPort port)
    {
        ObjectMeta metadata = Metadata(party, party.Service(port));
        Dictionary<string, string> labels = new(metadata.Labels ?? new Dictionary<string, string>()) { [WellKnownLabels.PortScope] = port.Scope ?? "" };
        if (port.Scope == WellKnownNames.ClusterScope)
        {
            labels[WellKnownLabels.LoadBalancer] = "domainroute";
        }

        return new Service
        {
            ApiVersion = Kinds.Service.ApiVersion,
            Kind = Kinds.Service.Kind,
            Metadata = metadata with
            {
                Labels = labels,
                Annotations = new Dictionary<string, string>(metadata.Annotations ?? new Dictionary<string, string>())
                {
                    [WellKnownAnnotations.Protocol] = string.IsNullOrEmpty(port.Protocol) ? "HTTP" : port.Protocol,
                    [WellKnownAnnotations.AccessDomain] = AccessDomains.Of(party.Template.NetworkPolicy, port, [.. parties.Select(p => (p.DomainId, p.Role))]),
                    [WellKnownAnnotations.StickySessionCookie] = StickyCookie,
                    [WellKnownAnnotations.StickySessionTtl] = StickySeconds,
                },
            },
            Spec = new ServiceSpec
            {
                Type = "ClusterIP",
                ClusterIP = "None",
                Selector = new Dictionary<string, string> { [WellKnownLabels.DeploymentName] = party.DeploymentName },
                Ports = [new ServicePort { Name = port.Name, Port = party.Number(port), Protocol = "TCP", TargetPort = IntOrString.FromString(port.Name ?? "") }],
            },
        };
    }

    private static Dictionary<string, string>? PodAnnotations(PartyServing party)
    {
        Dictionary<string, string> annotations = EngineAnnotations.Of(party.Image, party.Containers, party.Number);
        if (party.MountsConfig)
        {
            annotations[WellKnownAnnotations.ConfigTemplateVolumes] = EngineContainer.ConfigVolume;
        }

        return annotations.Count == 0 ? null : annotations;
    }

    private PodSpec Pod(PartyServing party) => new()
    {
        RestartPolicy = "Always",
        Tolerations = [new Toleration { Key = WellKnownNames.AgentTaint, Operator = "Exists", Effect = "NoSchedule" }],
        NodeSelector = new Dictionary<string, string> { [WellKnownLabels.Namespace] = party.DomainId },
        SchedulerName = WellKnownNames.Scheduler,
        AutomountServiceAccountToken = false,
        Affinity = AffinityOf(party),
        Containers = [.. party.Containers.Select(c => EngineContainer.Build(c, party.Image.Spec?.Image, Variables(party), party.Number))],
        Volumes = party.MountsConfig ? [new Volume { Name = EngineContainer.ConfigVolume, ConfigMap = new ConfigMapVolumeSource { Name = TemplatesName(party) } }] : null,
    };

    private IEnumerable<EnvVar> Variables(PartyServing party)
    {
        IEnumerable<EnvVar> all =
        [
            new EnvVar { Name = "KUSCIA_DOMAIN_ID", Value = party.DomainId },
            new EnvVar { Name = "CLUSTER_DEFINE", Value = ServingDefine.Write(parties, party) },
            new EnvVar { Name = "ALLOCATED_PORTS", Value = ServingDefine.WritePorts(party) },
            new EnvVar { Name = "INPUT_CONFIG", Value = deployment.Spec?.InputConfig ?? "" },
            .. EngineContainer.PortVariables(party.Ports, party.Number),
        ];
        return deployment.Metadata.Label(WellKnownLabels.AppType) == "serving" ? all.Append(new EnvVar { Name = "SERVING_ID", Value = deployment.Metadata.Name }) : all;
    }

    // What a party asks for counts for the replicas of its own Kubernetes Deployment, whatever its selectors say.
    private Affinity? AffinityOf(PartyServing party)
    {
        if (party.Template.Spec?.Affinity is { } asked && (asked.PodAffinity ?? asked.PodAntiAffinity ?? asked.NodeAffinity) is not null)
        {
            return asked with { PodAffinity = WithSelector(asked.PodAffinity, party), PodAntiAffinity = WithSelector(asked.PodAntiAffinity, party) };
        }

        JsonObject apart = new()
        {
            ["preferredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(new JsonObject
            {
                ["weight"] = 100,
                ["podAffinityTerm"] = new JsonObject { ["labelSelector"] = Selector(party), ["topologyKey"] = "kubernetes.io/hostname" },
            }),
        };
        return deployment.Metadata.Annotation(WellKnownAnnotations.AffinityMode) == "none" ? null : new Affinity { PodAntiAffinity = Element(apart) };
    }

    private static JsonElement? WithSelector(JsonElement? affinity, PartyServing party)
    {
        if (affinity is not { ValueKind: JsonValueKind.Object } element)
        {
            return affinity;
        }

        JsonObject terms = JsonObject.Create(element) ?? [];
        foreach (JsonObject term in terms.Select(t => t.Value).OfType<JsonArray>().SelectMany(t => t).OfType<JsonObject>())
        {
            (term["podAffinityTerm"] as JsonObject ?? term)["labelSelector"] = Selector(party);
        }

        return Element(terms);
    }

    private static JsonObject Selector(PartyServing party) => new() { ["matchLabels"] = new JsonObject { [WellKnownLabels.DeploymentName] = party.DeploymentName } };

    private static JsonElement Element(JsonObject json)
    {
        using JsonDocument document = JsonDocument.Parse(json.ToJsonString());
        return document.RootElement.Clone();
    }
}
