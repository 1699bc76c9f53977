using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Parties;
using Kuscia.Controllers.Durations;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Clients;
using Kuscia.Testing.Clocks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Controllers.Tests.Durations;

public sealed class PartnerSilenceTests
{
    [Fact]
    public async Task Clock_that_is_set_makes_nobody_silent_for_days()
    {
        SettableClock clock = new();
        using MemoryResourceClient api = new(clock);
        DateTimeOffset down = clock.GetUtcNow().AddMinutes(-5);
        await api.CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = "alice" }, Spec = new DomainSpec() }, CancellationToken.None);
        await api.CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = "bob" }, Spec = new DomainSpec { Role = "partner" } }, CancellationToken.None);
        await api.CreateAsync(Kinds.ClusterDomainRoute, new ClusterDomainRoute
        {
            Metadata = new ObjectMeta { Name = "alice-bob" },
            Spec = new DomainRouteSpec { Source = "alice", Destination = "bob", AuthenticationType = "Token" },
        }, CancellationToken.None);
        JsonObject ready = new() { ["type"] = "Ready", ["status"] = "False", ["lastTransitionTime"] = KubernetesTimeConverter.ToText(down) };
        await api.PatchAsync(
            Kinds.ClusterDomainRoute, ResourceName.Cluster("alice-bob"), new JsonObject { ["status"] = new JsonObject { ["conditions"] = new JsonArray(ready) } }, "status", CancellationToken.None);
        await using InformerSet informers = new(api, clock, NullLoggerFactory.Instance);
        PartnerSilence silence = new(informers.For(Kinds.ClusterDomainRoute), new PartyDirectory(api, informers), clock);
        await informers.SyncedAsync(CancellationToken.None);

        DateTimeOffset before = silence.Among(["bob"])["bob"];
        clock.Set(TimeSpan.FromDays(3));
        TimeSpan ahead = clock.GetUtcNow() - silence.Among(["bob"])["bob"];
        clock.Set(TimeSpan.FromDays(-6));
        TimeSpan behind = clock.GetUtcNow() - silence.Among(["bob"])["bob"];

        Assert.Equal(down, before, TimeSpan.FromSeconds(1));
        Assert.InRange(ahead, TimeSpan.FromMinutes(4), TimeSpan.FromHours(1));
        Assert.InRange(behind, TimeSpan.FromMinutes(4), TimeSpan.FromHours(1));
    }
}
