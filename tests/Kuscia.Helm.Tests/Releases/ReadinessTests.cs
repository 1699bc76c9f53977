using System.Text.Json.Nodes;
using Kuscia.Helm.Kube;

namespace Kuscia.Helm.Tests.Releases;

public sealed class ReadinessTests
{
    [Theory]
    [InlineData("ConfigMap", "{}", null)]
    [InlineData("Pod", """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""", null)]
    [InlineData("Pod", """{"status":{"phase":"Running"}}""", "the pod is not ready (phase Running)")]
    [InlineData("Deployment", """{"spec":{"replicas":4},"status":{"updatedReplicas":4,"readyReplicas":3}}""", null)]
    [InlineData("Deployment", """{"spec":{"replicas":4},"status":{"updatedReplicas":4,"readyReplicas":2}}""", "2 out of 3 expected pods are ready")]
    [InlineData("Deployment", """{"spec":{"replicas":2,"strategy":{"rollingUpdate":{"maxUnavailable":0,"maxSurge":0}}},"status":{"updatedReplicas":2,"readyReplicas":1}}""", null)]
    [InlineData("Deployment", """{"spec":{"paused":true}}""", null)]
    [InlineData("Deployment", """{"metadata":{"generation":2},"status":{"observedGeneration":1}}""", "the update has not yet been observed")]
    [InlineData("StatefulSet", """{"spec":{"replicas":2},"status":{"updatedReplicas":2,"readyReplicas":1}}""", "1 out of 2 expected pods are ready")]
    [InlineData("StatefulSet", """{"spec":{"replicas":3,"updateStrategy":{"rollingUpdate":{"partition":2}}},"status":{"updatedReplicas":1,"readyReplicas":3}}""", null)]
    [InlineData("StatefulSet", """{"spec":{"updateStrategy":{"type":"OnDelete"}}}""", null)]
    [InlineData("DaemonSet", """{"spec":{},"status":{"desiredNumberScheduled":3,"updatedNumberScheduled":3,"numberReady":2}}""", null)]
    [InlineData("DaemonSet", """{"spec":{},"status":{"desiredNumberScheduled":3,"updatedNumberScheduled":1}}""", "1 out of 3 expected pods are scheduled")]
    [InlineData("Service", """{"spec":{"type":"ExternalName"}}""", null)]
    [InlineData("Service", """{"spec":{"type":"LoadBalancer","clusterIP":"10.0.0.1"}}""", "Service does not have load balancer ingress IP address")]
    [InlineData("Service", """{"spec":{"type":"LoadBalancer","clusterIP":"10.0.0.1","externalIPs":["1.2.3.4"]}}""", null)]
    [InlineData("PersistentVolumeClaim", """{"status":{"phase":"Pending"}}""", "PersistentVolumeClaim is not bound")]
    [InlineData("Job", """{"status":{"succeeded":0}}""", "0 out of 1 expected pods are completed")]
    [InlineData("CustomResourceDefinition", """{"status":{"conditions":[{"type":"NamesAccepted","status":"False"}]}}""", null)]
    public void Reason_is_given_by_kind(string kind, string live, string? expected) =>
        Assert.Equal(expected, Readiness.WhyNot(kind, JsonNode.Parse(live)!.AsObject(), jobsToo: true));

    [Fact]
    public void Missing_objects_are_not_ready() => Assert.Equal("it does not exist", Readiness.WhyNot("Pod", null, jobsToo: false));
}
