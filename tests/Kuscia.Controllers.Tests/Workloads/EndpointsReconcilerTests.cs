using Kuscia.Controllers.Workloads;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Tests.Workloads;

public class EndpointsReconcilerTests
{
    private static readonly Dictionary<string, string> Selector = new() { ["app"] = "psi" };

    private static Pod PodOf(string name, bool ready = true, string? ip = "10.0.0.1", int port = 23456, string phase = "Running") => new()
    {
        Metadata = new ObjectMeta { Namespace = "alice", Name = name, Uid = "uid-" + name, Labels = Selector },
        Spec = new PodSpec { NodeName = "n", Containers = [new Container { Name = "c", Ports = [new ContainerPort { Name = "psi", Number = port, Protocol = "TCP" }] }] },
        Status = new PodStatus { Phase = phase, PodIP = ip, Conditions = [new Condition { Type = "Ready", Status = ready ? "True" : "False" }] },
    };

    private static Service ServiceOf(bool publishNotReady = false, string? targetPort = "psi", string? type = null) => new()
    {
        Metadata = new ObjectMeta { Namespace = "alice", Name = "svc" },
        Spec = new ServiceSpec
        {
            Type = type,
            Selector = Selector,
            PublishNotReadyAddresses = publishNotReady,
            Ports = [new ServicePort { Name = "psi", Port = 80, TargetPort = targetPort is null ? null : IntOrString.FromString(targetPort) }],
        },
    };

    [Fact]
    public void Named_target_port_is_resolved_in_the_pod()
    {
        EndpointSubset subset = Assert.Single(EndpointsReconciler.Reconcile(ServiceOf(), [PodOf("p")])!);

        Assert.Equal(new EndpointPort { Name = "psi", Port = 23456, Protocol = "TCP" }, Assert.Single(subset.Ports!));
        EndpointAddress address = Assert.Single(subset.Addresses!);
        Assert.Equal("10.0.0.1", address.Ip);
        Assert.Equal("uid-p", address.TargetRef!.Uid);
        Assert.Null(subset.NotReadyAddresses);
    }

    [Fact]
    public void Missing_target_port_means_the_service_port() =>
        Assert.Equal(80, EndpointsReconciler.Reconcile(ServiceOf(targetPort: null), [PodOf("p")])![0].Ports![0].Port);

    [Theory]
    [InlineData(false, 0, 1)]
    [InlineData(true, 1, 0)]
    public void Unready_pods_are_listed_apart_unless_the_service_publishes_them(bool publish, int ready, int notReady)
    {
        EndpointSubset subset = Assert.Single(EndpointsReconciler.Reconcile(ServiceOf(publish), [PodOf("p", ready: false)])!);

        Assert.Equal(ready, subset.Addresses?.Count ?? 0);
        Assert.Equal(notReady, subset.NotReadyAddresses?.Count ?? 0);
    }

    [Fact]
    public void Pods_with_different_port_numbers_form_different_subsets()
    {
        IReadOnlyList<EndpointSubset> subsets = EndpointsReconciler.Reconcile(ServiceOf(), [PodOf("b", port: 2), PodOf("a", port: 1), PodOf("c", port: 1)])!;

        Assert.Equal([1, 2], subsets.Select(s => s.Ports![0].Port));
        Assert.Equal(["a", "c"], subsets[0].Addresses!.Select(a => a.TargetRef!.Name));
    }

    [Fact]
    public void Finished_pods_pods_without_address_and_other_pods_are_left_out()
    {
        Pod other = PodOf("other") with { Metadata = new ObjectMeta { Namespace = "alice", Name = "other", Labels = new Dictionary<string, string> { ["app"] = "x" } } };

        Assert.Empty(EndpointsReconciler.Reconcile(ServiceOf(), [PodOf("done", phase: "Succeeded"), PodOf("new", ip: null), other])!);
    }

    [Fact]
    public void Pod_without_the_named_port_does_not_serve_it() =>
        Assert.Empty(EndpointsReconciler.Reconcile(ServiceOf(targetPort: "grpc"), [PodOf("p")])!);

    [Fact]
    public void External_names_and_services_without_selector_are_not_ours()
    {
        Assert.Null(EndpointsReconciler.Reconcile(ServiceOf(type: "ExternalName"), [PodOf("p")]));
        Assert.Null(EndpointsReconciler.Reconcile(new Service { Spec = new ServiceSpec() }, [PodOf("p")]));
    }
}
