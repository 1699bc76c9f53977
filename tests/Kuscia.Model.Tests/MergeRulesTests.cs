using Kuscia.Model.Descriptors;

namespace Kuscia.Model.Tests;

/// <summary>The table against what the OpenAPI document of Kubernetes publishes for lists that users meet. "-" stands for a list that is replaced or owned as a whole.</summary>
public sealed class MergeRulesTests
{
    [Theory]
    [InlineData("", "Node", "spec.taints", "-", "-")]
    [InlineData("", "Node", "spec.podCIDRs", "", "")]
    [InlineData("", "Node", "status.conditions", "type", "type")]
    [InlineData("", "Node", "status.addresses", "type", "type")]
    [InlineData("", "Node", "status.images", "-", "-")]
    [InlineData("", "Namespace", "spec.finalizers", "-", "-")]
    [InlineData("", "Namespace", "metadata.finalizers", "", "")]
    [InlineData("", "Namespace", "status.conditions", "type", "type")]
    [InlineData("", "ServiceAccount", "secrets", "name", "name")]
    [InlineData("", "ServiceAccount", "imagePullSecrets", "-", "-")]
    [InlineData("", "Service", "spec.ports", "port", "port,protocol")]
    [InlineData("", "Service", "spec.clusterIPs", "-", "-")]
    [InlineData("", "Service", "status.conditions", "type", "type")]
    [InlineData("", "Endpoints", "subsets", "-", "-")]
    [InlineData("", "Pod", "spec.imagePullSecrets", "name", "name")]
    [InlineData("", "Pod", "spec.tolerations", "-", "-")]
    [InlineData("", "Pod", "spec.readinessGates", "-", "-")]
    [InlineData("", "Pod", "spec.hostAliases", "ip", "ip")]
    [InlineData("", "Pod", "spec.topologySpreadConstraints", "topologyKey", "topologyKey,whenUnsatisfiable")]
    [InlineData("", "Pod", "spec.containers.ports", "containerPort", "containerPort,protocol")]
    [InlineData("", "Pod", "spec.initContainers.env", "name", "name")]
    [InlineData("", "Pod", "spec.ephemeralContainers.volumeMounts", "mountPath", "mountPath")]
    [InlineData("", "Pod", "spec.containers.resources.claims", "-", "name")]
    [InlineData("", "Pod", "spec.containers.envFrom", "-", "-")]
    [InlineData("", "Pod", "status.hostIPs", "ip", "-")]
    [InlineData("", "Pod", "status.podIPs", "ip", "ip")]
    [InlineData("", "Pod", "status.containerStatuses", "-", "-")]
    [InlineData("", "Pod", "status.resourceClaimStatuses", "name", "name")]
    [InlineData("apps", "Deployment", "spec.template.spec.containers.volumeDevices", "devicePath", "devicePath")]
    [InlineData("apps", "Deployment", "spec.template.metadata.finalizers", "", "")]
    [InlineData("apps", "Deployment", "status.conditions", "type", "type")]
    [InlineData("apps", "StatefulSet", "spec.volumeClaimTemplates", "-", "-")]
    [InlineData("batch", "Job", "status.conditions", "type", "-")]
    [InlineData("batch", "CronJob", "spec.jobTemplate.spec.template.spec.volumes", "name", "name")]
    [InlineData("rbac.authorization.k8s.io", "Role", "rules", "-", "-")]
    [InlineData("rbac.authorization.k8s.io", "ClusterRoleBinding", "subjects", "-", "-")]
    [InlineData("discovery.k8s.io", "EndpointSlice", "endpoints", "-", "-")]
    [InlineData("admissionregistration.k8s.io", "MutatingWebhookConfiguration", "webhooks", "name", "name")]
    [InlineData("kuscia.secretflow", "KusciaJob", "spec.tasks", "-", "-")]
    [InlineData("kuscia.secretflow", "KusciaJob", "metadata.ownerReferences", "uid", "uid")]
    [InlineData("serving.knative.dev", "Service", "spec.ports", "-", "-")]
    public void Lists_merge_as_published(string group, string kind, string path, string patch, string apply)
    {
        MergeRule rule = MergeRules.Of(group, kind).Find(path.Split('.'));

        Assert.Equal(patch, rule.PatchKey ?? "-");
        Assert.Equal(apply, rule.ApplyKeys is null ? "-" : string.Join(',', rule.ApplyKeys));
    }

    [Theory]
    [InlineData("", "Service", "spec.selector")]
    [InlineData("", "Pod", "spec.nodeSelector")]
    [InlineData("", "Pod", "spec.containers.env.valueFrom.secretKeyRef")]
    [InlineData("", "Pod", "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution")]
    [InlineData("", "Pod", "spec.imagePullSecrets")]
    [InlineData("apps", "ReplicaSet", "spec.selector")]
    [InlineData("rbac.authorization.k8s.io", "RoleBinding", "roleRef")]
    [InlineData("", "Event", "involvedObject")]
    [InlineData("", "ConfigMap", "metadata.ownerReferences")]
    public void Maps_and_items_that_are_owned_as_a_whole(string group, string kind, string path) => Assert.True(MergeRules.Of(group, kind).Find(path.Split('.')).IsWhole);

    [Theory]
    [InlineData("", "Pod", "spec.volumes")]
    [InlineData("", "Pod", "spec.resourceClaims")]
    [InlineData("apps", "Deployment", "spec.strategy")]
    public void Members_that_exclude_each_other_keep_only_the_given(string group, string kind, string path) => Assert.True(MergeRules.Of(group, kind).Find(path.Split('.')).KeepsOnlyGiven);
}
