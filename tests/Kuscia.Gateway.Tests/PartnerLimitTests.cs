using System.Net;
using Kuscia.Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Tests;

/// <summary>alice asks for more than her share of bob; carol notices nothing.</summary>
public sealed class PartnerLimitTests
{
    [Fact]
    public async Task Requests_beyond_the_share_are_refused_by_name_and_places_are_given_back()
    {
        await using NodePair pair = await NodePair.StartAsync(bob: o => o with { ExternalProtocol = ExternalProtocol.NoTls, Partners = new PartnerLimits { Requests = 2 } });
        await using TestNode carol = await JoinedAsync(pair.Bob);
        using SemaphoreSlim go = new(0);
        using SemaphoreSlim arrived = new(0);
        await using TestService slow = await TestService.StartAsync(async c =>
        {
            arrived.Release();
            await go.WaitAsync(c.RequestAborted);
        });
        await using TestService quick = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
        await pair.Bob.PublishAsync("slow", slow.Port);
        await pair.Bob.PublishAsync("quick", quick.Port);
        using HttpClient alice = pair.Alice.Application();
        using HttpClient other = carol.Application();

        Task<HttpResponseMessage>[] held = [alice.GetAsync(new Uri("http://slow.bob.svc/")), alice.GetAsync(new Uri("http://slow.bob.svc/"))];
        Assert.True(await arrived.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(await arrived.WaitAsync(TimeSpan.FromSeconds(30)));
        HttpResponseMessage refused = await alice.GetAsync(new Uri("http://quick.bob.svc/"));
        string answered = await other.GetStringAsync(new Uri("http://quick.bob.svc/"));
        go.Release(2);
        await Task.WhenAll(held);

        Assert.Equal((HttpStatusCode)429, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("domain alice may have 2 requests under way here; try again in a moment\n", await refused.Content.ReadAsStringAsync());
        Assert.Equal("ok", answered);
        Assert.Equal("ok", await alice.GetStringAsync(new Uri("http://quick.bob.svc/")));
        Assert.Contains(pair.Bob.Log.Lines, l => l.Contains("alice is slowed: it has 2 requests under way here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watches_beyond_the_share_are_refused_and_others_watch_on()
    {
        await using NodePair pair = await NodePair.StartAsync(bob: o => o with { ExternalProtocol = ExternalProtocol.NoTls, Partners = new PartnerLimits { Watches = 3 }, MaxConnectionsPerUpstream = 3 }, realApi: true);
        await using TestNode carol = await JoinedAsync(pair.Bob);
        List<RawConnection> watches = [];
        for (int i = 0; i < 3; i++)
        {
            watches.Add(await WatchAsync(pair.Bob, "alice", await pair.Alice.TokenAsync("alice-bob")));
            await watches[i].ReadUntilAsync("HTTP/1.1 200 OK");
        }

        using RawConnection fourth = await WatchAsync(pair.Bob, "alice", await pair.Alice.TokenAsync("alice-bob"));
        using RawConnection others = await WatchAsync(pair.Bob, "carol", await carol.TokenAsync("carol-bob"));

        await fourth.ReadUntilAsync("HTTP/1.1 429");
        Assert.Contains("domain alice may have 3 watches here", await fourth.ReadUntilAsync("in a moment\n"), StringComparison.Ordinal);
        await others.ReadUntilAsync("HTTP/1.1 200 OK");
        watches.ForEach(w => w.Dispose());
    }

    [Fact]
    public async Task Connections_beyond_the_share_are_refused()
    {
        await using NodePair pair = await NodePair.StartAsync(
            alice: o => o with { Timing = o.Timing with { ProbeInterval = TimeSpan.FromMinutes(10) } },
            bob: o => o with { ExternalProtocol = ExternalProtocol.NoTls, Partners = new PartnerLimits { Connections = 3 } });
        await using TestNode carol = await JoinedAsync(pair.Bob);
        string alice = $"GET / HTTP/1.1\r\nHost: a\r\nKuscia-Source: alice\r\nKuscia-Token: {await pair.Alice.TokenAsync("alice-bob")}\r\n\r\n";
        List<RawConnection> held = [];
        string answer;
        do
        {
            held.Add(await RawConnection.OpenAsync(pair.Bob.External));
            await held[^1].WriteAsync(alice);
            answer = await held[^1].ReadUntilAsync("\r\n");
        }
        while (answer.StartsWith("HTTP/1.1 404", StringComparison.Ordinal) && held.Count < 5);

        using RawConnection other = await RawConnection.OpenAsync(pair.Bob.External);
        await other.WriteAsync($"GET / HTTP/1.1\r\nHost: a\r\nKuscia-Source: carol\r\nKuscia-Token: {await carol.TokenAsync("carol-bob")}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 429 ", answer, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404 ", await other.ReadUntilAsync("\r\n"), StringComparison.Ordinal);
        held.ForEach(c => c.Dispose());
    }

    [Fact]
    public async Task Requests_to_the_control_plane_have_a_rate()
    {
        await using NodePair pair = await NodePair.StartAsync(bob: o => o with { Partners = new PartnerLimits { ControlRate = 1, ControlBurst = 5 } }, realApi: true);
        using HttpClient alice = pair.Alice.Application();

        List<HttpStatusCode> answers = [];
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage response = await alice.GetAsync(new Uri("http://apiserver.bob.svc/apis/kuscia.secretflow/v1alpha1/namespaces/alice/kusciajobs"));
            answers.Add(response.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, answers[0]);
        Assert.Contains((HttpStatusCode)429, answers);
    }

    private static async Task<TestNode> JoinedAsync(TestNode bob)
    {
        TestNode carol = await TestNode.StartAsync("carol");
        await carol.AddPartnerAsync(bob);
        await bob.AddPartnerAsync(carol);
        await carol.JoinAsync(bob);
        await carol.WaitForReadyAsync("carol-bob");
        await bob.WaitForReadyAsync("carol-bob");
        return carol;
    }

    private static async Task<RawConnection> WatchAsync(TestNode bob, string domain, string token)
    {
        RawConnection watch = await RawConnection.OpenAsync(bob.External);
        await watch.WriteAsync($"GET /apis/kuscia.secretflow/v1alpha1/namespaces/{domain}/kusciajobs?watch=true HTTP/1.1\r\nHost: a\r\nKuscia-Host: apiserver.bob.svc\r\nKuscia-Source: {domain}\r\nKuscia-Token: {token}\r\n\r\n");
        return watch;
    }
}
