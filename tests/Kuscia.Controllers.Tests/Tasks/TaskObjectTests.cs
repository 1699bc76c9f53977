using System.IO.Compression;
using System.Text;
using Kuscia.Controllers.Tasks;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Resources;
using static Kuscia.Controllers.Tests.Tasks.TaskSamples;

namespace Kuscia.Controllers.Tests.Tasks;

public sealed class TaskObjectTests
{
    [Fact]
    public void Engines_learn_their_peers_in_spec_order_and_no_partner_address_that_is_unknown()
    {
        TaskObjects objects = Objects(Task(Party("alice"), Party("bob")));

        ConfigMap values = objects.ConfigMaps.Single(c => c.Metadata.Name == "job-psi-0-kuscia-gen-conf");
        Assert.Equal(
            """{"parties":[{"name":"alice","role":"","services":[{"portName":"spu","endpoints":["job-psi-0-spu.alice.svc"]},{"portName":"global","endpoints":["job-psi-0-global.alice.svc:20001"]}]},{"name":"bob","role":"","services":[{"portName":"spu","endpoints":["job-psi-0-spu.bob.svc"]}]}],"selfPartyIdx":0,"selfEndpointIdx":0}""",
            values.Data?["TASK_CLUSTER_DEFINE"]);
        Assert.Equal(
            """{"ports":[{"name":"spu","port":20000,"scope":"Cluster","protocol":"GRPC"},{"name":"global","port":20001,"scope":"Domain","protocol":"GRPC"},{"name":"node-manager","port":20002,"scope":"Local","protocol":"GRPC"}]}""",
            values.Data?["ALLOCATED_PORTS"]);
        Assert.Equal(("alice", "job-psi"), (values.Data?["KUSCIA_DOMAIN_ID"], values.Data?["TASK_ID"]));
    }

    [Fact]
    public void The_input_config_is_zlib_compressed()
    {
        ConfigMap values = Objects(Task(Party("alice"))).ConfigMaps.Single(c => c.BinaryData is not null);

        using ZLibStream zlib = new(new MemoryStream(values.BinaryData!["TASK_INPUT_CONFIG"]), CompressionMode.Decompress);
        using StreamReader reader = new(zlib, Encoding.UTF8);
        Assert.Equal("{\"a\":1}", reader.ReadToEnd());
        Assert.Equal("TASK_INPUT_CONFIG", values.Metadata.Annotation(WellKnownAnnotations.ConfigValueCompressFieldsName));
    }

    [Fact]
    public void Every_pod_has_values_and_ports_of_its_own_with_two_roles_and_two_replicas()
    {
        TaskObjects objects = Objects(Task(Party("alice", "server"), Party("alice", "client")), Image(replicas: 2));

        Assert.Equal(["job-psi-server-0", "job-psi-server-1", "job-psi-client-0", "job-psi-client-1"], objects.Pods.Select(p => p.Pod.Metadata.Name));
        List<int> numbers = [.. objects.Pods.SelectMany(p => p.Pod.Spec!.Containers![0].Ports!).Select(p => p.Number)];
        Assert.Equal(12, numbers.Distinct().Count());
        Assert.Equal(4, objects.ConfigMaps.Count(c => c.BinaryData is not null));
        Assert.Contains("\"selfPartyIdx\":1,\"selfEndpointIdx\":1", objects.ConfigMaps.Single(c => c.Metadata.Name == "job-psi-client-1-kuscia-gen-conf").Data!["TASK_CLUSTER_DEFINE"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_is_made_for_the_node_of_its_domain()
    {
        Pod pod = Objects(Task(Party("alice"), Party("bob"))).Pods.Single().Pod;

        Assert.Equal(("Never", "kuscia-scheduler", false), (pod.Spec?.RestartPolicy, pod.Spec?.SchedulerName, pod.Spec?.AutomountServiceAccountToken));
        Assert.Equal("alice", pod.Spec?.NodeSelector?[WellKnownLabels.Namespace]);
        Assert.Equal("repo/engine:2", pod.Spec?.Containers?[0].Image);
        Assert.Equal("20002", pod.Spec?.Containers?[0].Env?.Single(e => e.Name == "KUSCIA_PORT_NODE_MANAGER_NUMBER").Value);
        Assert.Equal("FallbackToLogsOnError", pod.Spec?.Containers?[0].TerminationMessagePolicy);
        Assert.Equal(("", "u1-0", "u1"), (pod.Metadata.Label(WellKnownLabels.TaskResourceUid), pod.Metadata.Label(WellKnownLabels.PodIdentity), pod.Metadata.Label(WellKnownLabels.TaskUid)));
        Assert.Equal("job-psi-0-kuscia-gen-conf", pod.Metadata.Annotation(WellKnownAnnotations.ConfigTemplateValueCmName));
        Assert.Equal("job-psi-configtemplate", pod.Spec?.Volumes?.Single().ConfigMap?.Name);
    }

    [Fact]
    public void Services_exist_for_cluster_and_domain_ports_only()
    {
        TaskParty alice = Party("alice") with { BandwidthLimits = [new BandwidthLimit { DestinationID = "bob", LimitKBps = 100 }] };

        IReadOnlyList<Service> services = Objects(Task(alice, Party("bob"))).Pods.Single().Services;

        Assert.Equal(["job-psi-0-spu", "job-psi-0-global"], services.Select(s => s.Metadata.Name));
        Assert.Equal(("domainroute", "alice,bob", "100"), (services[0].Metadata.Label(WellKnownLabels.LoadBalancer), services[0].Metadata.Annotation(WellKnownAnnotations.AccessDomain), services[0].Metadata.Annotation("kuscia.secretflow/bandwidth-limit-bob")));
        Assert.Equal(((string?)null, ""), (services[1].Metadata.Label(WellKnownLabels.LoadBalancer), services[1].Metadata.Annotation(WellKnownAnnotations.AccessDomain)));
        Assert.Equal(("None", true, 20000, "spu"), (services[0].Spec?.ClusterIP, services[0].Spec?.PublishNotReadyAddresses, services[0].Spec?.Ports?[0].Port, services[0].Spec?.Ports?[0].TargetPort?.Text));
    }

    [Fact]
    public void A_network_policy_limits_who_may_call()
    {
        NetworkPolicy policy = new() { Ingresses = [new Ingress { From = new IngressFrom { Roles = ["client"] }, Ports = [new IngressPort { Port = "spu" }] }] };

        Service service = Objects(Task(Party("alice", "server"), Party("bob", "client")), Image(policy: policy)).Pods[0].Services[0];

        Assert.Equal("bob", service.Metadata.Annotation(WellKnownAnnotations.AccessDomain));
    }

    [Fact]
    public void The_group_lists_partners_apart_and_takes_the_defaults()
    {
        TaskResourceGroupSpec? spec = Objects(Task(Party("alice"), Party("bob"))).Group.Spec;

        Assert.Equal((2, 30, 300, 30), (spec?.MinReservedMembers, spec?.ResourceReservedSeconds, spec?.LifecycleSeconds, spec?.RetryIntervalSeconds));
        Assert.Equal(("alice", "job-psi-0"), (spec?.Parties?.Single().DomainID, spec?.Parties?.Single().Pods?.Single().Name));
        Assert.Equal(("bob", 1), (spec?.OutOfControlledParties?.Single().DomainID, spec?.OutOfControlledParties?.Single().MinReservedPods));
    }

    [Theory]
    [InlineData("job-psi-0", "spu", "job-psi-0-spu")]
    [InlineData("0job", "p", "svc-0job-p")]
    [InlineData("-job-", "p", "job-p")]
    [InlineData("a23456789b123456789c123456789d123456789e123456789f123456789g12", "port", "svc-a23456789b123456789c123456789d1234567-452bdb400d3782ea-port")]
    public void Service_names_fit_in_63_characters(string prefix, string port, string expected)
    {
        string name = ServiceNames.For(prefix, port);

        Assert.True(name.Length <= 63);
        Assert.Equal(expected, name);
    }
}
