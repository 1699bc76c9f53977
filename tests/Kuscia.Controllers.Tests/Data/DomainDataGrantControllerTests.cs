using Kuscia.Controllers.Data;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Informers;
using Kuscia.Testing.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Controllers.Tests.Data;

public sealed class DomainDataGrantControllerTests : IAsyncDisposable
{
    private readonly MemoryResourceClient _client = new(TimeProvider.System);
    private readonly CancellationTokenSource _stop = new();
    private readonly InformerSet _informers;
    private readonly Task _run;

    public DomainDataGrantControllerTests()
    {
        _informers = new InformerSet(_client, TimeProvider.System, NullLoggerFactory.Instance);
        _run = new DomainDataGrantController(_client, _informers, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _informers.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Grant_is_copied_to_the_partner_and_the_copies_go_with_it()
    {
        await CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = "alice" }, Spec = new DomainSpec() });
        await CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = "bob" }, Spec = new DomainSpec { Role = "partner", Master = "bob" } });
        DomainDataSpec table = new() { Name = "t", Type = "table", RelativeURI = "t.csv", Author = "alice", DataSource = "d", Vendor = "manual" };
        await CreateAsync(Kinds.DomainData, new DomainData { Metadata = new ObjectMeta { Namespace = "alice", Name = "t" }, Spec = table });

        await CreateAsync(Kinds.DomainDataGrant, new DomainDataGrant
        {
            Metadata = new ObjectMeta { Namespace = "alice", Name = "g" },
            Spec = new DomainDataGrantSpec { Author = "alice", DomainDataID = "t", GrantDomain = "bob" },
        });

        await WaitAsync(Kinds.DomainDataGrant, "alice", "g", WatchEventType.Modified, g => g.Status?.Phase == "Ready" && g.Metadata.Label(WellKnownLabels.DomainDataId) == "t");
        await WaitAsync(Kinds.DomainDataGrant, "bob", "g", WatchEventType.Added, g => g.Metadata.Label(WellKnownLabels.OwnerReferences) == "g");
        await WaitAsync(Kinds.DomainData, "bob", "t", WatchEventType.Added, d => d.Spec?.Vendor == "grant");

        var rename = new System.Text.Json.Nodes.JsonObject { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["relativeURI"] = "new.csv" } };
        await _client.PatchAsync(Kinds.DomainData, new ResourceName("alice", "t"), rename, null, CancellationToken.None);
        await WaitAsync(Kinds.DomainData, "bob", "t", WatchEventType.Modified, d => d.Spec?.RelativeURI == "new.csv");

        await _client.DeleteAsync(Kinds.DomainDataGrant, new ResourceName("alice", "g"), null, CancellationToken.None);
        await WaitAsync(Kinds.DomainDataGrant, "bob", "g", WatchEventType.Deleted, _ => true);
        await WaitAsync(Kinds.DomainData, "bob", "t", WatchEventType.Deleted, _ => true);
        Assert.NotNull(await _client.GetAsync(Kinds.DomainData, new ResourceName("alice", "t"), CancellationToken.None));
    }

    private Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource)
        where T : Resource => _client.CreateAsync(kind, resource, CancellationToken.None);

    private async Task WaitAsync<T>(ResourceKind<T> kind, string @namespace, string name, WatchEventType type, Func<T, bool> condition)
        where T : Resource
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await foreach (WatchEvent<T> change in _client.WatchAsync(kind, @namespace, new ListOptions { ResourceVersion = "0" }, limit.Token))
        {
            if (change.Resource.Metadata.Name == name && (change.Type == WatchEventType.Deleted) == (type == WatchEventType.Deleted) && condition(change.Resource))
            {
                return;
            }
        }

        throw new TimeoutException($"{kind.Kind} {@namespace}/{name}: no event {type} as expected");
    }
}
