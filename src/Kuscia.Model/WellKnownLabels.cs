namespace Kuscia.Model;

/// <summary>Label keys of the kuscia API.</summary>
public static class WellKnownLabels
{
    public const string Prefix = "kuscia.secretflow/";

    public const string Controller = Prefix + "controller";
    public const string JobUid = Prefix + "job-uid";
    public const string TaskUid = Prefix + "task-uid";
    public const string TaskResourceGroupUid = Prefix + "task-resource-group-uid";
    public const string TaskResourceUid = Prefix + "task-resource-uid";
    public const string PodIdentity = Prefix + "pod-identity";
    public const string PodRole = Prefix + "pod-role";
    public const string CommunicationRoleServer = Prefix + "communication-role-server";
    public const string CommunicationRoleClient = Prefix + "communication-role-client";
    public const string PortScope = Prefix + "port-scope";
    public const string PortName = Prefix + "port-name";
    public const string LoadBalancer = Prefix + "loadbalancer";
    public const string DomainName = Prefix + "domain-name";
    public const string DomainAuth = Prefix + "domain-auth";
    public const string Role = Prefix + "role";
    public const string InterconnProtocols = Prefix + "interconn-protocols";
    public const string Deleted = Prefix + "deleted";
    public const string Namespace = Prefix + "namespace";
    public const string InterconnProtocolType = Prefix + "interconn-protocol-type";
    public const string JobStage = Prefix + "job-stage";
    public const string JobStageTrigger = Prefix + "job-stage-trigger";
    public const string JobStageVersion = Prefix + "job-stage-version";
    public const string TaskUnschedulable = Prefix + "task-unschedulable";
    public const string KdUid = Prefix + "kd-uid";
    public const string KdName = Prefix + "kd-name";
    public const string DeploymentName = Prefix + "deployment-name";
    public const string OwnerNamespace = Prefix + "owner_namespace";
    public const string AppType = Prefix + "app-type";
    public const string ClusterDomainRouteSource = Prefix + "clusterdomainroute-source";
    public const string ClusterDomainRouteDestination = Prefix + "clusterdomainroute-destination";
    public const string DomainDataType = Prefix + "domaindata-type";
    public const string DomainDataVendor = Prefix + "domaindata-vendor";
    public const string DomainDataSourceType = Prefix + "domaindatasource-type";
    public const string DomainDataGrantVendor = Prefix + "domaindatagrant-vendor";
    public const string DomainDataGrantDomain = Prefix + "domaindatagrant-domain";
    public const string DomainDataId = Prefix + "domaindataid";
    public const string OwnerReferences = Prefix + "owner-references";
    public const string ResourceVersionUnderHostCluster = Prefix + "resource-version-under-host-cluster";
    public const string Node = Prefix + "node";
    public const string PodUid = Prefix + "pod-uid";
    public const string Runtime = Prefix + "runtime";

    /// <summary>The partner side of a route. The key is misspelt on the wire and stays so.</summary>
    public const string DomainRoutePartner = "kuscia.secertflow/domainroute-partner";

    /// <summary>Prefix of custom fields of a job, copied across clusters.</summary>
    public const string JobCustomFieldPrefix = "kuscia.job.custom-fields/";
}
