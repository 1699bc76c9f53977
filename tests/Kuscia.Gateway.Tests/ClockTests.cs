using System.Net;
using System.Text.Json.Nodes;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Testing.Clocks;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Tests;

/// <summary>Somebody sets the clock of both nodes forward and back again.</summary>
public sealed class ClockTests
{
    public static TheoryData<TimeSpan> Spans => [TimeSpan.FromHours(1), TimeSpan.FromDays(3)];

    [Theory]
    [MemberData(nameof(Spans))]
    public async Task Partners_are_probed_and_heal_after_the_clock_went_forward_and_back(TimeSpan span)
    {
        SettableClock clock = new();
        await using NodePair pair = await NodePair.StartAsync(time: clock);
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
        await pair.Bob.PublishAsync("web", service.Port);
        ResourceName route = new("bob", "alice-bob");

        clock.Set(span);
        DateTimeOffset future = clock.GetUtcNow();
        await MadeAnewAsync(pair.Bob, route);
        clock.Set(-span);
        await MadeAnewAsync(pair.Bob, route);

        await pair.Bob.WaitAsync(Kinds.DomainRoute, route, r => r?.Status?.TokenStatus?.Tokens is [.., { HeartBeatTime: { } beat }] && beat < future);
        using HttpClient application = pair.Alice.Application();
        Assert.Equal("ok", await application.GetStringAsync(new Uri("http://web.bob.svc/")));
    }

    [Fact]
    public async Task A_source_whose_clock_alone_went_forward_rolls_its_token_once_and_keeps_it()
    {
        SettableClock ahead = new();
        await using NodePair pair = await NodePair.StartAsync(aliceTime: ahead);
        ResourceName route = new("alice", "alice-bob");

        ahead.Set(TimeSpan.FromDays(3));
        await pair.Alice.Api.PatchAsync(Kinds.DomainRoute, route, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["look"] = "again" } } }, null, CancellationToken.None);

        await pair.Alice.WaitAsync(Kinds.DomainRoute, route, r => r?.Status?.TokenStatus is { RevisionToken: { IsReady: true, Revision: 2 }, Tokens: [.., { Revision: 2 }] });
    }

    [Fact]
    public async Task Partner_uses_the_api_after_the_clock_went_forward_and_back()
    {
        const string Jobs = "http://apiserver.bob.svc/apis/kuscia.secretflow/v1alpha1/namespaces/alice/kusciajobs";
        SettableClock clock = new();
        await using NodePair pair = await NodePair.StartAsync(realApi: true, time: clock);
        using HttpClient application = pair.Alice.Application();

        clock.Set(TimeSpan.FromDays(3));
        using HttpResponseMessage ahead = await application.GetAsync(new Uri(Jobs));
        clock.Set(-TimeSpan.FromDays(3));
        using HttpResponseMessage back = await application.GetAsync(new Uri(Jobs));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (ahead.StatusCode, back.StatusCode));
    }

    // The route heals only if alice's probes go on.
    private static async Task MadeAnewAsync(TestNode bob, ResourceName route)
    {
        Kuscia.Model.Resources.DomainRoute? before = await bob.Api.GetAsync(Kinds.DomainRoute, route, CancellationToken.None);
        await bob.Api.DeleteAsync(Kinds.DomainRoute, route, null, CancellationToken.None);
        await bob.WaitAsync(Kinds.DomainRoute, route, r => r?.Metadata.Uid != before?.Metadata.Uid && r?.Status?.TokenStatus?.Tokens is [.., { IsReady: true, HeartBeatTime: not null }]);
    }
}
