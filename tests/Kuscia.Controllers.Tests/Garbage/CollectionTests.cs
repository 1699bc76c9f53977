using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Garbage;
using Kuscia.Controllers.Workloads;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Testing.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Controllers.Tests.Garbage;

// The loops over a real store in memory.
public sealed class CollectionTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly MemoryResourceClient _client = new(TimeProvider.System);
    private readonly CancellationTokenSource _stop = new();
    private readonly InformerSet _informers;
    private Task _run = Task.CompletedTask;

    public CollectionTests() => _informers = new InformerSet(_client, TimeProvider.System, NullLoggerFactory.Instance);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _informers.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Chain_of_owned_objects_goes_with_its_owner_and_others_stay()
    {
        Pod owner = await _client.CreateAsync(Kinds.Pod, new Pod { Metadata = Meta("owner") }, CancellationToken.None);
        Service service = await _client.CreateAsync(Kinds.Service, new Service { Metadata = Meta("middle", owner, Kinds.Pod) }, CancellationToken.None);
        await _client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = Meta("leaf", service, Kinds.Service) }, CancellationToken.None);
        await _client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = Meta("free") }, CancellationToken.None);
        _run = new GarbageController(_client, _informers, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(_stop.Token);

        await _client.DeleteAsync(Kinds.Pod, owner.Identity, null, CancellationToken.None);

        await WaitAsync(Kinds.ConfigMap, "leaf", WatchEventType.Deleted, _ => true);
        Assert.Null(await _client.GetAsync(Kinds.Service, service.Identity, CancellationToken.None));
        Assert.NotNull(await _client.GetAsync(Kinds.ConfigMap, new ResourceName("alice", "free"), CancellationToken.None));
    }

    [Fact]
    public async Task Object_whose_owner_was_gone_before_the_start_is_deleted()
    {
        Pod never = new() { Metadata = new ObjectMeta { Name = "never", Uid = "11111111" } };
        await _client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = Meta("stray", never, Kinds.Pod) }, CancellationToken.None);

        _run = new GarbageController(_client, _informers, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(_stop.Token);

        await WaitAsync(Kinds.ConfigMap, "stray", WatchEventType.Deleted, _ => true);
    }

    [Fact]
    public async Task Endpoints_follow_the_pods_of_a_service_and_go_with_it()
    {
        Dictionary<string, string> labels = new() { ["app"] = "psi" };
        ServicePort port = new() { Name = "psi", Port = 2000, TargetPort = IntOrString.FromString("psi") };
        await _client.CreateAsync(Kinds.Service, new Service { Metadata = Meta("svc"), Spec = new ServiceSpec { ClusterIP = "None", Selector = labels, PublishNotReadyAddresses = true, Ports = [port] } }, CancellationToken.None);
        _run = new EndpointsController(_client, _informers, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(_stop.Token);

        Pod pod = new()
        {
            Metadata = Meta("p") with { Labels = labels },
            Spec = new PodSpec { Containers = [new Container { Name = "c", Ports = [new ContainerPort { Name = "psi", Number = 2000 }] }] },
        };
        await _client.CreateAsync(Kinds.Pod, pod, CancellationToken.None);
        await _client.PatchAsync(Kinds.Pod, pod.Identity, JsonNode.Parse("""{"status":{"phase":"Running","podIP":"127.0.0.1"}}""")!, "status", CancellationToken.None);

        Endpoints endpoints = await WaitAsync(Kinds.Endpoints, "svc", WatchEventType.Modified, e => e.Subsets is { Count: 1 });
        Assert.Equal("127.0.0.1", endpoints.Subsets![0].Addresses![0].Ip);
        await _client.DeleteAsync(Kinds.Pod, pod.Identity, null, CancellationToken.None);
        await WaitAsync(Kinds.Endpoints, "svc", WatchEventType.Modified, e => e.Subsets is null, endpoints.Metadata.ResourceVersion);
        await _client.DeleteAsync(Kinds.Service, new ResourceName("alice", "svc"), null, CancellationToken.None);
        await WaitAsync(Kinds.Endpoints, "svc", WatchEventType.Deleted, _ => true);
    }

    [Fact]
    public async Task Objects_of_a_defined_kind_own_and_are_owned_until_the_definition_is_gone()
    {
        ResourceKind<JsonResource> boats = new ResourceKind("harbour.example.com", "v1", "Boat", "boats", true).AsJson();
        ResourceKind<JsonResource> definitions = new ResourceKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false).AsJson();
        _run = new GarbageController(_client, _informers, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(_stop.Token);
        Pod owner = await _client.CreateAsync(Kinds.Pod, new Pod { Metadata = Meta("owner") }, CancellationToken.None);
        JsonResource boat = await _client.CreateAsync(boats, new JsonResource { Metadata = Meta("boat", owner, Kinds.Pod) }, CancellationToken.None);
        await _client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = Meta("leaf", boat, boats) }, CancellationToken.None);
        await _client.CreateAsync(definitions, Boats(), CancellationToken.None);

        await _client.DeleteAsync(Kinds.Pod, owner.Identity, null, CancellationToken.None);

        await WaitAsync(boats, "boat", WatchEventType.Deleted, _ => true);
        await WaitAsync(Kinds.ConfigMap, "leaf", WatchEventType.Deleted, _ => true);
    }

    private static JsonResource Boats() => JsonSerializer.Deserialize("""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"boats.harbour.example.com"},
         "spec":{"group":"harbour.example.com","scope":"Namespaced","versions":[{"name":"v1","served":true,"storage":true}]},
         "status":{"acceptedNames":{"plural":"boats","kind":"Boat"},"conditions":[{"type":"Established","status":"True"}]}}
        """, ModelJsonContext.Default.JsonResource)!; // not null: the text is an object

    private static ObjectMeta Meta(string name, Resource? owner = null, ResourceKind? kind = null) => new()
    {
        Namespace = "alice",
        Name = name,
        OwnerReferences = owner is null || kind is null ? null : [new OwnerReference { ApiVersion = kind.ApiVersion, Kind = kind.Kind, Name = owner.Metadata.Name!, Uid = owner.Metadata.Uid!, Controller = true }],
    };

    private async Task<T> WaitAsync<T>(ResourceKind<T> kind, string name, WatchEventType type, Func<T, bool> condition, string? since = null)
        where T : Resource
    {
        using CancellationTokenSource limit = new(Deadline);
        await foreach (WatchEvent<T> change in _client.WatchAsync(kind, "alice", new ListOptions { ResourceVersion = since ?? "0" }, limit.Token))
        {
            if (change.Resource.Metadata.Name == name && (change.Type == WatchEventType.Deleted) == (type == WatchEventType.Deleted) && condition(change.Resource))
            {
                return change.Resource;
            }
        }

        throw new TimeoutException($"{kind.Kind} {name}: no event {type} as expected");
    }
}
