using System.Text.Json.Serialization.Metadata;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Model;

/// <summary>Every kind that this system reads or writes.</summary>
public static class Kinds
{
    /// <summary>The API group of the kuscia kinds.</summary>
    public const string KusciaGroup = "kuscia.secretflow";

    public static readonly ResourceKind<Namespace> Namespace = new("", "v1", "Namespace", "namespaces", false, ModelJsonContext.Default.Namespace);
    public static readonly ResourceKind<Node> Node = new("", "v1", "Node", "nodes", false, ModelJsonContext.Default.Node);
    public static readonly ResourceKind<Pod> Pod = new("", "v1", "Pod", "pods", true, ModelJsonContext.Default.Pod);
    public static readonly ResourceKind<Service> Service = new("", "v1", "Service", "services", true, ModelJsonContext.Default.Service);
    public static readonly ResourceKind<Endpoints> Endpoints = new("", "v1", "Endpoints", "endpoints", true, ModelJsonContext.Default.Endpoints);
    public static readonly ResourceKind<ConfigMap> ConfigMap = new("", "v1", "ConfigMap", "configmaps", true, ModelJsonContext.Default.ConfigMap);
    public static readonly ResourceKind<Secret> Secret = new("", "v1", "Secret", "secrets", true, ModelJsonContext.Default.Secret);
    public static readonly ResourceKind<ServiceAccount> ServiceAccount = new("", "v1", "ServiceAccount", "serviceaccounts", true, ModelJsonContext.Default.ServiceAccount);
    public static readonly ResourceKind<ResourceQuota> ResourceQuota = new("", "v1", "ResourceQuota", "resourcequotas", true, ModelJsonContext.Default.ResourceQuota);
    public static readonly ResourceKind<Event> Event = new("", "v1", "Event", "events", true, ModelJsonContext.Default.Event);
    public static readonly ResourceKind<EndpointSlice> EndpointSlice = new("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", true, ModelJsonContext.Default.EndpointSlice);
    public static readonly ResourceKind<Lease> Lease = new("coordination.k8s.io", "v1", "Lease", "leases", true, ModelJsonContext.Default.Lease);
    public static readonly ResourceKind<Role> Role = new("rbac.authorization.k8s.io", "v1", "Role", "roles", true, ModelJsonContext.Default.Role);
    public static readonly ResourceKind<RoleBinding> RoleBinding = new("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", true, ModelJsonContext.Default.RoleBinding);
    public static readonly ResourceKind<ClusterRole> ClusterRole = new("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false, ModelJsonContext.Default.ClusterRole);
    public static readonly ResourceKind<ClusterRoleBinding> ClusterRoleBinding = new("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false, ModelJsonContext.Default.ClusterRoleBinding);
    public static readonly ResourceKind<Deployment> Deployment = new("apps", "v1", "Deployment", "deployments", true, ModelJsonContext.Default.Deployment);
    public static readonly ResourceKind<ReplicaSet> ReplicaSet = new("apps", "v1", "ReplicaSet", "replicasets", true, ModelJsonContext.Default.ReplicaSet);
    public static readonly ResourceKind<StatefulSet> StatefulSet = new("apps", "v1", "StatefulSet", "statefulsets", true, ModelJsonContext.Default.StatefulSet);
    public static readonly ResourceKind<DaemonSet> DaemonSet = new("apps", "v1", "DaemonSet", "daemonsets", true, ModelJsonContext.Default.DaemonSet);
    public static readonly ResourceKind<ControllerRevision> ControllerRevision = new("apps", "v1", "ControllerRevision", "controllerrevisions", true, ModelJsonContext.Default.ControllerRevision);
    public static readonly ResourceKind<Job> Job = new("batch", "v1", "Job", "jobs", true, ModelJsonContext.Default.Job);
    public static readonly ResourceKind<CronJob> CronJob = new("batch", "v1", "CronJob", "cronjobs", true, ModelJsonContext.Default.CronJob);
    public static readonly ResourceKind<PodDisruptionBudget> PodDisruptionBudget = new("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true, ModelJsonContext.Default.PodDisruptionBudget);

    public static readonly ResourceKind<AppImage> AppImage = Kuscia(ModelJsonContext.Default.AppImage, "AppImage", "appimages", false);
    public static readonly ResourceKind<ClusterDomainRoute> ClusterDomainRoute = Kuscia(ModelJsonContext.Default.ClusterDomainRoute, "ClusterDomainRoute", "clusterdomainroutes", false);
    public static readonly ResourceKind<Domain> Domain = Kuscia(ModelJsonContext.Default.Domain, "Domain", "domains", false);
    public static readonly ResourceKind<DomainAppImage> DomainAppImage = Kuscia(ModelJsonContext.Default.DomainAppImage, "DomainAppImage", "domainappimages", true);
    public static readonly ResourceKind<DomainData> DomainData = Kuscia(ModelJsonContext.Default.DomainData, "DomainData", "domaindatas", true);
    public static readonly ResourceKind<DomainDataGrant> DomainDataGrant = Kuscia(ModelJsonContext.Default.DomainDataGrant, "DomainDataGrant", "domaindatagrants", true);
    public static readonly ResourceKind<DomainDataSource> DomainDataSource = Kuscia(ModelJsonContext.Default.DomainDataSource, "DomainDataSource", "domaindatasources", true);
    public static readonly ResourceKind<DomainRoute> DomainRoute = Kuscia(ModelJsonContext.Default.DomainRoute, "DomainRoute", "domainroutes", true);
    public static readonly ResourceKind<Gateway> Gateway = Kuscia(ModelJsonContext.Default.Gateway, "Gateway", "gateways", true);
    public static readonly ResourceKind<InteropConfig> InteropConfig = Kuscia(ModelJsonContext.Default.InteropConfig, "InteropConfig", "interopconfigs", false);
    public static readonly ResourceKind<KusciaDeployment> KusciaDeployment = Kuscia(ModelJsonContext.Default.KusciaDeployment, "KusciaDeployment", "kusciadeployments", true);
    public static readonly ResourceKind<KusciaDeploymentSummary> KusciaDeploymentSummary = Kuscia(ModelJsonContext.Default.KusciaDeploymentSummary, "KusciaDeploymentSummary", "kusciadeploymentsummaries", true);
    public static readonly ResourceKind<KusciaJob> KusciaJob = Kuscia(ModelJsonContext.Default.KusciaJob, "KusciaJob", "kusciajobs", true);
    public static readonly ResourceKind<KusciaJobSummary> KusciaJobSummary = Kuscia(ModelJsonContext.Default.KusciaJobSummary, "KusciaJobSummary", "kusciajobsummaries", true);
    public static readonly ResourceKind<KusciaTask> KusciaTask = Kuscia(ModelJsonContext.Default.KusciaTask, "KusciaTask", "kusciatasks", true);
    public static readonly ResourceKind<KusciaTaskSummary> KusciaTaskSummary = Kuscia(ModelJsonContext.Default.KusciaTaskSummary, "KusciaTaskSummary", "kusciatasksummaries", true);
    public static readonly ResourceKind<TaskResource> TaskResource = Kuscia(ModelJsonContext.Default.TaskResource, "TaskResource", "taskresources", true);
    public static readonly ResourceKind<TaskResourceGroup> TaskResourceGroup = Kuscia(ModelJsonContext.Default.TaskResourceGroup, "TaskResourceGroup", "taskresourcegroups", false);

    private static ResourceKind<T> Kuscia<T>(JsonTypeInfo<T> typeInfo, string kind, string plural, bool namespaced)
        where T : Resource =>
        new(KusciaGroup, "v1alpha1", kind, plural, namespaced, typeInfo);
}
