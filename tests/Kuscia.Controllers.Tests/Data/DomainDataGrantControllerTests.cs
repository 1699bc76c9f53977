using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Data;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
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

        System.Text.Json.Nodes.JsonObject rename = new() { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["relativeURI"] = "new.csv" } };
        await _client.PatchAsync(Kinds.DomainData, new ResourceName("alice", "t"), rename, null, CancellationToken.None);
        await WaitAsync(Kinds.DomainData, "bob", "t", WatchEventType.Modified, d => d.Spec?.RelativeURI == "new.csv");

        await _client.DeleteAsync(Kinds.DomainDataGrant, new ResourceName("alice", "g"), null, CancellationToken.None);
        await WaitAsync(Kinds.DomainDataGrant, "bob", "g", WatchEventType.Deleted, _ => true);
        await WaitAsync(Kinds.DomainData, "bob", "t", WatchEventType.Deleted, _ => true);
        Assert.NotNull(await _client.GetAsync(Kinds.DomainData, new ResourceName("alice", "t"), CancellationToken.None));
    }

    [Fact]
    public async Task Objects_that_a_partner_put_into_its_namespace_spread_nowhere_and_the_grantees_own_stay_as_they_are()
    {
        await CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = "alice" }, Spec = new DomainSpec() });
        await CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = "lite" }, Spec = new DomainSpec() });
        await CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = "bob" }, Spec = new DomainSpec { Role = "partner", Master = "bob" } });
        await CreateAsync(Kinds.DomainData, Data("alice", "t", "alice"));
        await CreateAsync(Kinds.DomainData, Data("bob", "x", "bob"));
        await CreateAsync(Kinds.DomainDataGrant, Grant("lite", "g", "lite", "own", "bob"));
        foreach (string grantee in (string[])["alice", "lite", "cross-domain", "default", "kube-system", "nobody"])
        {
            await CreateAsync(Kinds.DomainDataGrant, Grant("bob", $"to-{grantee}", "bob", "x", grantee));
        }

        await CreateAsync(Kinds.DomainDataGrant, Grant("bob", "in-alices-name", "alice", "t", "bob"));
        await CreateAsync(Kinds.DomainDataGrant, Grant("alice", "g", "alice", "t", "lite"));

        foreach (string name in (string[])["to-alice", "to-lite", "to-cross-domain", "to-default", "to-kube-system", "to-nobody", "in-alices-name"])
        {
            await WaitAsync(Kinds.DomainDataGrant, "bob", name, WatchEventType.Modified, g => g.Status?.Phase == "Unavailable");
        }

        await WaitAsync(Kinds.DomainData, "lite", "t", WatchEventType.Added, d => d.Spec?.Author == "alice");
        ResourceList<DomainDataGrant> grants = await _client.ListAsync(Kinds.DomainDataGrant, null, ListOptions.All, CancellationToken.None);
        ResourceList<DomainData> data = await _client.ListAsync(Kinds.DomainData, null, ListOptions.All, CancellationToken.None);
        Assert.Equal(["alice", "bob", "lite"], grants.Items.Select(g => g.Metadata.Namespace).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["alice/t", "bob/x", "lite/t"], data.Items.Select(d => d.Identity.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("own", Assert.Single(grants.Items, g => g.Metadata.Namespace == "lite").Spec!.DomainDataID);
    }

    private static DomainData Data(string @namespace, string name, string author) => new()
    {
        Metadata = new ObjectMeta { Namespace = @namespace, Name = name },
        Spec = new DomainDataSpec { Name = name, Type = "table", RelativeURI = "t.csv", Author = author, DataSource = "d" },
    };

    private static DomainDataGrant Grant(string @namespace, string name, string author, string data, string grantee) => new()
    {
        Metadata = new ObjectMeta { Namespace = @namespace, Name = name },
        Spec = new DomainDataGrantSpec { Author = author, DomainDataID = data, GrantDomain = grantee },
    };

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
