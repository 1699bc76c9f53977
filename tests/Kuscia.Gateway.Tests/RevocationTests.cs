using System.Net;
using Kuscia.Client.Resources;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Tests;

/// <summary>Whoever is no longer let in is out at once, with everything that is open.</summary>
public sealed class RevocationTests
{
    private const string Identity = "Kuscia-Source: alice\r\nKuscia-Token: ";

    [Theory]
    [InlineData("Domain")]
    [InlineData("ClusterDomainRoute")]
    [InlineData("DomainRoute")]
    public async Task Open_stream_of_a_partner_ends_when_what_lets_it_in_is_deleted(string what)
    {
        await using NodePair pair = await NodePair.StartAsync(bob: o => o with { ExternalProtocol = ExternalProtocol.NoTls });
        await using TestService service = await TestService.StartAsync(EndlessAsync);
        await pair.Bob.PublishAsync("events", service.Port);
        using RawConnection stream = await RawConnection.OpenAsync(pair.Bob.External);
        await stream.WriteAsync($"GET / HTTP/1.1\r\nHost: a\r\nKuscia-Host: events.bob.svc\r\n{Identity}{await pair.Alice.TokenAsync("alice-bob")}\r\n\r\n");
        await stream.ReadUntilAsync("first\n");

        await DeleteAsync(pair.Bob, what);

        Assert.DoesNotContain("last", await stream.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idle_connection_of_a_partner_ends_with_its_domain()
    {
        await using NodePair pair = await NodePair.StartAsync(bob: o => o with { ExternalProtocol = ExternalProtocol.NoTls });
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("done"));
        await pair.Bob.PublishAsync("web", service.Port);
        using RawConnection connection = await RawConnection.OpenAsync(pair.Bob.External);
        await connection.WriteAsync($"GET / HTTP/1.1\r\nHost: a\r\nKuscia-Host: web.bob.svc\r\n{Identity}{await pair.Alice.TokenAsync("alice-bob")}\r\n\r\n");
        await connection.ReadUntilAsync("done");

        await DeleteAsync(pair.Bob, "Domain");

        await connection.ReadToEndAsync();
    }

    [Fact]
    public async Task Upgraded_connection_ends_with_the_domain()
    {
        await using NodePair pair = await NodePair.StartAsync(bob: o => o with { ExternalProtocol = ExternalProtocol.NoTls });
        await using TestService service = await TestService.StartAsync(async c =>
        {
            c.Response.Headers.Upgrade = "websocket";
            Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature upgrade = c.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature>()!; // HTTP/1.1
            await using Stream raw = await upgrade.UpgradeAsync();
            await raw.WriteAsync("first\n"u8.ToArray());
            await raw.ReadExactlyAsync(new byte[1]);
        });
        await pair.Bob.PublishAsync("raw", service.Port);
        using RawConnection connection = await RawConnection.OpenAsync(pair.Bob.External);
        await connection.WriteAsync($"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nKuscia-Host: raw.bob.svc\r\n{Identity}{await pair.Alice.TokenAsync("alice-bob")}\r\n\r\n");
        await connection.ReadUntilAsync("first\n");

        await DeleteAsync(pair.Bob, "Domain");

        await connection.ReadToEndAsync();
    }

    [Fact]
    public async Task Own_stream_to_a_partner_ends_when_the_partner_is_removed()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using TestService service = await TestService.StartAsync(EndlessAsync);
        await pair.Bob.PublishAsync("events", service.Port);
        using RawConnection stream = await RawConnection.OpenAsync(pair.Alice.Internal);
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: events.bob.svc\r\n\r\n");
        await stream.ReadUntilAsync("first\n");

        await pair.Alice.Api.DeleteAsync(Kinds.Domain, ResourceName.Cluster("bob"), null, CancellationToken.None);

        await stream.ReadToEndAsync();
    }

    [Fact]
    public async Task Removed_domain_is_refused_and_let_in_again_when_it_comes_back()
    {
        await using NodePair pair = await NodePair.StartAsync(bob: o => o with { ExternalProtocol = ExternalProtocol.NoTls });
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
        await pair.Bob.PublishAsync("web", service.Port);
        using HttpClient application = pair.Alice.Application();
        DomainRoute? before = await pair.Bob.Api.GetAsync(Kinds.DomainRoute, new ResourceName("bob", "alice-bob"), CancellationToken.None);

        await DeleteAsync(pair.Bob, "Domain");
        await AnswerAsync(application, HttpStatusCode.Unauthorized);
        await pair.Bob.AddPartnerAsync(pair.Alice);
        await pair.Bob.WaitAsync(Kinds.DomainRoute, new ResourceName("bob", "alice-bob"), r => r is not null && r.Metadata.Uid != before?.Metadata.Uid && r.Status?.TokenStatus?.Tokens is [.., { HeartBeatTime: not null }]);

        Assert.Equal("ok", await AnswerAsync(application, HttpStatusCode.OK));
    }

    [Fact]
    public async Task Watch_ends_when_the_account_it_acts_as_is_deleted()
    {
        await using NodePair pair = await NodePair.StartAsync(bob: o => o with { ExternalProtocol = ExternalProtocol.NoTls }, realApi: true);
        using RawConnection watch = await RawConnection.OpenAsync(pair.Bob.External);
        await watch.WriteAsync($"GET /apis/kuscia.secretflow/v1alpha1/namespaces/alice/kusciajobs?watch=true HTTP/1.1\r\nHost: a\r\nKuscia-Host: apiserver.bob.svc\r\n{Identity}{await pair.Alice.TokenAsync("alice-bob")}\r\n\r\n");
        await watch.ReadUntilAsync("\r\n\r\n");

        await pair.Bob.Api.DeleteAsync(Kinds.ServiceAccount, new ResourceName("alice", "alice"), null, CancellationToken.None);

        await watch.ReadToEndAsync();
    }

    [Fact]
    public async Task Token_that_rolls_ends_no_stream()
    {
        await using NodePair pair = await NodePair.StartAsync(rollingPeriod: 1);
        using SemaphoreSlim go = new(0);
        await using TestService service = await TestService.StartAsync(async c =>
        {
            await c.Response.WriteAsync("first\n");
            await go.WaitAsync(c.RequestAborted);
            await c.Response.WriteAsync("second\n");
        });
        await pair.Bob.PublishAsync("events", service.Port);
        using RawConnection stream = await OpenedAsync(pair.Alice);
        DomainRoute? before = await pair.Bob.Api.GetAsync(Kinds.DomainRoute, new ResourceName("bob", "alice-bob"), CancellationToken.None);
        long revision = before?.Status?.TokenStatus?.Tokens?[^1].Revision ?? 0;

        await pair.Bob.WaitAsync(Kinds.DomainRoute, new ResourceName("bob", "alice-bob"), r => r?.Status?.TokenStatus?.Tokens is [.., { } last] && last.Revision >= revision + 4);
        go.Release();

        Assert.Contains("second", await stream.ReadToEndAsync(), StringComparison.Ordinal);
    }

    /// <summary>
    /// A stream of bob's service that has begun. Where tokens roll every second, a machine that stops for two seconds makes the sender's newest token an old one: then
    /// it is asked again.
    /// </summary>
    private static async Task<RawConnection> OpenedAsync(TestNode sender)
    {
        while (true)
        {
            RawConnection stream = await RawConnection.OpenAsync(sender.Internal);
            await stream.WriteAsync("GET / HTTP/1.1\r\nHost: events.bob.svc\r\nConnection: close\r\n\r\n");
            if (await stream.ReadUntilAsync("\r\n") == "HTTP/1.1 200 OK\r\n")
            {
                await stream.ReadUntilAsync("first\n");
                return stream;
            }

            stream.Dispose();
        }
    }

    /// <summary>The answer of bob's service once it has the status: a gateway serves by a table that is built anew a moment after an object has changed.</summary>
    private static async Task<string> AnswerAsync(HttpClient application, HttpStatusCode wanted)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            using HttpResponseMessage answer = await application.GetAsync(new Uri("http://web.bob.svc/"), limit.Token);
            if (answer.StatusCode == wanted)
            {
                return await answer.Content.ReadAsStringAsync(limit.Token);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    private static async Task EndlessAsync(HttpContext context)
    {
        await context.Response.WriteAsync("first\n");
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
        await context.Response.WriteAsync("last\n");
    }

    private static async Task DeleteAsync(TestNode node, string what)
    {
        ResourceName route = new(node.Domain, $"alice-{node.Domain}");
        DomainRoute? before = await node.Api.GetAsync(Kinds.DomainRoute, route, CancellationToken.None);
        await (what switch
        {
            "Domain" => node.Api.DeleteAsync(Kinds.Domain, ResourceName.Cluster("alice"), null, CancellationToken.None),
            "ClusterDomainRoute" => node.Api.DeleteAsync(Kinds.ClusterDomainRoute, ResourceName.Cluster(route.Name), null, CancellationToken.None),
            _ => node.Api.DeleteAsync(Kinds.DomainRoute, route, null, CancellationToken.None),
        });
        await node.WaitAsync(Kinds.DomainRoute, route, r => r?.Metadata.Uid != before?.Metadata.Uid);
    }
}
