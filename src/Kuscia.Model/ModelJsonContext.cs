using System.Text.Json.Serialization;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Model;

/// <summary>The JSON contracts of all kinds: camelCase, absent members left out, times as the API writes them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KubernetesTimeConverter)])]
[JsonSerializable(typeof(JsonResource))]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(Endpoints))]
[JsonSerializable(typeof(ConfigMap))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(ServiceAccount))]
[JsonSerializable(typeof(ResourceQuota))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(EndpointSlice))]
[JsonSerializable(typeof(PodDisruptionBudget))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(Role))]
[JsonSerializable(typeof(RoleBinding))]
[JsonSerializable(typeof(ClusterRole))]
[JsonSerializable(typeof(ClusterRoleBinding))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(Binding))]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(ReplicaSet))]
[JsonSerializable(typeof(StatefulSet))]
[JsonSerializable(typeof(DaemonSet))]
[JsonSerializable(typeof(ControllerRevision))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(CronJob))]
[JsonSerializable(typeof(PodTemplateSpec))]
[JsonSerializable(typeof(AppImage))]
[JsonSerializable(typeof(ClusterDomainRoute))]
[JsonSerializable(typeof(Domain))]
[JsonSerializable(typeof(DomainAppImage))]
[JsonSerializable(typeof(DomainData))]
[JsonSerializable(typeof(DomainDataGrant))]
[JsonSerializable(typeof(DomainDataSource))]
[JsonSerializable(typeof(DomainRoute))]
[JsonSerializable(typeof(Gateway))]
[JsonSerializable(typeof(InteropConfig))]
[JsonSerializable(typeof(KusciaDeployment))]
[JsonSerializable(typeof(IReadOnlyList<PartyAllocatedPorts>))]
[JsonSerializable(typeof(KusciaDeploymentSummary))]
[JsonSerializable(typeof(KusciaJob))]
[JsonSerializable(typeof(KusciaJobSummary))]
[JsonSerializable(typeof(KusciaTask))]
[JsonSerializable(typeof(KusciaTaskSummary))]
[JsonSerializable(typeof(TaskResource))]
[JsonSerializable(typeof(TaskResourceGroup))]
public sealed partial class ModelJsonContext : JsonSerializerContext;
