using Kuscia.Agent.Pods;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Agent.Tests.Pods;

public sealed class HostPortsTests
{
    [Fact]
    public void The_second_replica_gets_another_port_and_is_told_of_it()
    {
        HostPorts ports = new();
        Pod first = Replica("one");
        Pod second = Replica("two");

        IReadOnlyDictionary<string, int> kept = ports.Claim(first, []);
        IReadOnlyDictionary<string, int> moved = ports.Claim(second, [first]);
        Container container = MovedPorts.Apply(second, moved).Spec!.Containers![0];

        Assert.Empty(kept);
        int number = Assert.Contains("web", moved);
        Assert.NotEqual(24321, number);
        Assert.Equal(number, container.Ports![0].Number);
        Assert.Equal($"{number}", container.Env!.Single(e => e.Name == "KUSCIA_PORT_WEB_NUMBER").Value);
        Assert.Equal($$"""{"ports":[{"name":"web","port":{{number}},"scope":"Cluster"}]}""", container.Env!.Single(e => e.Name == "ALLOCATED_PORTS").Value);
    }

    [Fact]
    public void A_port_is_free_again_when_its_pod_is_gone()
    {
        HostPorts ports = new();
        ports.Claim(Replica("one"), []);
        ports.Release("one");

        Assert.Empty(ports.Claim(Replica("two"), []));
    }

    [Fact]
    public void Pods_of_an_earlier_life_of_the_agent_keep_their_ports()
    {
        Pod running = Replica("one") with { Status = new PodStatus { ContainerStatuses = [new ContainerStatus { Name = "web" }] } };
        Pod moved = running with { Metadata = running.Metadata with { Uid = "two", Annotations = new Dictionary<string, string> { [WellKnownAnnotations.PodPorts] = "web=24322" } } };

        int number = new HostPorts().Claim(Replica("three"), [running, moved])["web"];

        Assert.DoesNotContain(number, new[] { 24321, 24322 });
    }

    [Fact]
    public void A_pod_that_is_not_told_its_ports_keeps_those_of_its_spec()
    {
        HostPorts ports = new();
        ports.Claim(Replica("one"), []);
        Pod deaf = Replica("two");
        deaf = deaf with { Spec = deaf.Spec! with { Containers = [deaf.Spec.Containers![0] with { Env = null }] } };

        Assert.Empty(ports.Claim(deaf, []));
    }

    [Theory]
    [InlineData("web=24322,peer=24323", 2)]
    [InlineData("web=0,=5,x,peer=70000", 0)]
    [InlineData("", 0)]
    public void Annotation_is_read_with_care(string text, int count) =>
        Assert.Equal(count, PodPorts.Of(new ObjectMeta { Annotations = new Dictionary<string, string> { [WellKnownAnnotations.PodPorts] = text } }).Count);

    private static Pod Replica(string uid) => new()
    {
        Metadata = new ObjectMeta { Name = uid, Namespace = "alice", Uid = uid },
        Spec = new PodSpec
        {
            Containers =
            [
                new Container
                {
                    Name = "web",
                    Ports = [new ContainerPort { Name = "web", Number = 24321 }],
                    Env =
                    [
                        new EnvVar { Name = "KUSCIA_PORT_WEB_NUMBER", Value = "24321" },
                        new EnvVar { Name = "ALLOCATED_PORTS", Value = """{"ports":[{"name":"web","port":24321,"scope":"Cluster"}]}""" },
                    ],
                },
            ],
        },
    };
}
