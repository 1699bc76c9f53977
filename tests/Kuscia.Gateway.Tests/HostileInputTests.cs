using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kuscia.Gateway.Tests;

/// <summary>A partner with a valid token, and a stranger without one, write bytes that no decent client writes.</summary>
public sealed class HostileInputTests(SharedPair shared) : IClassFixture<SharedPair>
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nKuscia-Source : alice\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n folded: alice\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nx: \0\r\n\r\n")]
    [InlineData("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\nHost: a\r\n\r\n")]
    public async Task Malformed_request_is_refused_and_the_connection_ends(string request)
    {
        string answer = await SendAsync(request);

        Assert.Matches("^HTTP/1\\.1 (400|411|501|505) ", answer);
        Assert.Single(Statuses(answer));
    }

    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n")]
    public async Task Two_lengths_never_reach_the_application(string framing)
    {
        ConcurrentQueue<string> seen = new();
        await using TestService service = await TestService.StartAsync(async c =>
        {
            seen.Enqueue($"{c.Request.Method} {c.Request.Path} {c.Request.ContentLength} {c.Request.Headers.TransferEncoding} {await new StreamReader(c.Request.Body).ReadToEndAsync()}");
        });
        string name = await PublishAsync(service);

        string answer = await SendAsync($"POST / HTTP/1.1\r\nHost: a\r\n{await IdentityAsync(name)}{framing}\r\n5\r\nhello\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.DoesNotContain(seen, s => s.Contains("smuggled", StringComparison.Ordinal));
        Assert.True(answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal) ? seen.IsEmpty : seen.Single() == "POST /  chunked hello", $"{answer}\n{string.Join('\n', seen)}");
    }

    [Fact]
    public async Task Lenient_length_is_written_anew()
    {
        await using TestService service = await TestService.StartAsync(async c => await c.Response.WriteAsync($"length={c.Request.ContentLength} {await new StreamReader(c.Request.Body).ReadToEndAsync()}"));
        string name = await PublishAsync(service);

        string answer = await SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{await IdentityAsync(name)}Content-Length: +5\r\n\r\nhello");

        Assert.Contains("length=5 hello", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identity_headers_of_the_caller_are_overwritten_and_forged_ones_removed()
    {
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync(string.Join('\n', c.Request.Headers.Select(h => $"{h.Key}={h.Value}"))));
        string name = await PublishAsync(service);
        string forged = "Kuscia_Source: carol\r\nX-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Host: admin\r\nX-Real-IP: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\nKuscia-Handshake-Cluster: x\r\n";

        string answer = await SendAsync($"GET / HTTP/1.1\r\nHost: a\r\nConnection: close, Kuscia-Source\r\n{await IdentityAsync(name)}{forged}\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("Kuscia-Source=alice\n", answer, StringComparison.Ordinal);
        Assert.Contains("Kuscia-Origin-Source=alice\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("carol", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.1", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Forwarded", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Kuscia-Token", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Handshake-Cluster", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Kuscia-Source: alice\r\nKuscia-Source: alice\r\n")]
    [InlineData("Kuscia-Source: alice,alice\r\n")]
    public async Task Doubled_source_is_a_stranger(string source)
    {
        string token = await TokenAsync();

        string answer = await SendAsync($"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{source}Kuscia-Token: {token}\r\nKuscia-Host: web.bob.svc\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a/../b%2f..%2F;x=1?q=../..")]
    [InlineData("/%2e%2e/%00")]
    [InlineData("//double//slash")]
    public async Task Target_travels_to_an_application_as_it_was_written(string target)
    {
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync(c.Features.Get<IHttpRequestFeature>()!.RawTarget)); // Kestrel has it
        string name = await PublishAsync(service);

        string answer = await SendAsync($"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{await IdentityAsync(name)}\r\n");

        Assert.True(answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal) || answer.Contains($"\r\n{target}\r\n", StringComparison.Ordinal) || answer.EndsWith(target, StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task Upgrade_to_another_http_is_not_passed_on()
    {
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync($"upgrade={c.Request.Headers.Upgrade} settings={c.Request.Headers["HTTP2-Settings"]} connection={c.Request.Headers.Connection}"));
        string name = await PublishAsync(service);

        string answer = await SendAsync($"GET / HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n{await IdentityAsync(name)}\r\n");

        Assert.Contains("upgrade= ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("h2c", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_is_refused()
    {
        string answer = await SendAsync($"CONNECT web.bob.svc:80 HTTP/1.1\r\nHost: web.bob.svc:80\r\nConnection: close\r\n{await IdentityAsync("web")}\r\n");

        Assert.StartsWith("HTTP/1.1 405 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_request_on_a_connection_is_authenticated_for_itself()
    {
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
        string name = await PublishAsync(service);

        string answer = await SendAsync($"GET / HTTP/1.1\r\nHost: a\r\n{await IdentityAsync(name)}\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nKuscia-Host: {name}.bob.svc\r\nKuscia-Source: alice\r\n\r\n");

        Assert.Equal(["HTTP/1.1 200 OK", "HTTP/1.1 401 Unauthorized"], Statuses(answer));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nx-slow: ")]
    [InlineData("PRI * HTT")]
    [InlineData("POST /handshake HTTP/1.1\r\nHost: a\r\nKuscia-Host: kuscia-handshake.bob.svc\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{")]
    public async Task Who_stops_in_the_middle_is_cut_off(string beginning)
    {
        await using TestNode bob = await TestNode.StartAsync("bob", o => o with { ExternalProtocol = ExternalProtocol.NoTls, HeaderTimeout = TimeSpan.FromSeconds(1) });

        // Ends only because the gateway closes; the deadline of SendAsync is the failure.
        string answer = await SendAsync(bob, beginning);

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task Connections_above_the_limit_are_closed_and_room_is_given_again()
    {
        await using TestNode bob = await TestNode.StartAsync("bob", o => o with { ExternalProtocol = ExternalProtocol.NoTls, MaxConnections = 2 });
        using TcpClient first = await OpenAsync(bob);
        using TcpClient second = await OpenAsync(bob);

        string third = await SendAsync(bob, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        first.Dispose();
        string later = third;
        while (later.Length == 0)
        {
            later = await SendAsync(bob, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        }

        Assert.Equal("", third);
        Assert.StartsWith("HTTP/1.1 401 ", later, StringComparison.Ordinal);
    }

    /// <summary>A connection that the gateway has accepted for certain: it has answered on it.</summary>
    private static async Task<TcpClient> OpenAsync(TestNode node)
    {
        TcpClient tcp = new();
        await tcp.ConnectAsync(node.External);
        await tcp.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        await tcp.GetStream().ReadExactlyAsync(new byte[12]);
        return tcp;
    }

    private Task<string> SendAsync(string request) => SendAsync(shared.Pair.Bob, request);

    private static async Task<string> SendAsync(TestNode node, string request)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
        using TcpClient tcp = new();
        await tcp.ConnectAsync(node.External, deadline.Token);
        using MemoryStream answer = new();
        try
        {
            await tcp.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), deadline.Token);
            await tcp.GetStream().CopyToAsync(answer, deadline.Token);
        }
        catch (IOException)
        {
            // Cut off without a farewell: what came before counts.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    private static IReadOnlyList<string> Statuses(string answer) => [.. answer.Split("\r\n").SelectMany(l => l.Split('\n')).Select(l => l[Math.Max(0, l.IndexOf("HTTP/1.1 ", StringComparison.Ordinal))..]).Where(l => l.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))];

    private async Task<string> PublishAsync(TestService service)
    {
        string name = $"s{Guid.NewGuid():N}";
        await shared.Pair.Bob.PublishAsync(name, service.Port);
        return name;
    }

    private async Task<string> IdentityAsync(string service) => $"Kuscia-Host: {service}.bob.svc\r\nKuscia-Source: alice\r\nKuscia-Token: {await TokenAsync()}\r\n";

    private async Task<string> TokenAsync()
    {
        TestNode alice = shared.Pair.Alice;
        DomainRoute? route = await alice.Api.GetAsync(Kinds.DomainRoute, new ResourceName("alice", "alice-bob"), CancellationToken.None);
        return Convert.ToBase64String(new TokenCipher(alice.Identity.PrivateKey).Decrypt(route?.Status?.TokenStatus?.Tokens?[^1].Token, 32) ?? []);
    }
}
