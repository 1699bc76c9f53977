using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Kuscia.Gateway.Tests.Harness;

namespace Kuscia.Gateway.Tests;

public sealed class ExternalListenerTests(SharedPair shared) : IClassFixture<SharedPair>
{
    [Fact]
    public async Task Anonymous_request_gets_the_documented_401()
    {
        await using TestNode alice = await TestNode.StartAsync("alice", o => o with { ExternalProtocol = ExternalProtocol.NoTls, Version = "v9.9" });

        string answer = await SendRawAsync(alice, "GET / HTTP/1.1\r\nHost: 127.0.0.1:1080\r\nConnection: close\r\n\r\n");

        string[] parts = answer.Split("\r\n\r\n", 2);
        string[] head = parts[0].Split("\r\n");
        Assert.Equal("HTTP/1.1 401 Unauthorized", head[0]);
        Assert.Contains("kuscia-error-message: <alice/alice-host/external $$ Unauthorized>", head, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("server: kuscia-gateway", head, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("x-accel-buffering: no", head, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("content-type: text/plain", head, StringComparer.OrdinalIgnoreCase);
        Assert.Equal("{\"domain\":\"alice\",\"instance\":\"alice-host\",\"kuscia\":\"v9.9\",\"reason\":\"unauthorized.\"}\n", parts[1]);
    }

    [Theory]
    [InlineData("alice", "")]
    [InlineData("bob", "")]
    [InlineData("bob", "noop")]
    [InlineData("bob", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("nobody", "noop")]
    public async Task Wrong_token_gets_401(string source, string token)
    {
        NodePair pair = shared.Pair;
        using HttpClient stranger = Trusting(HttpVersion.Version11);
        using HttpRequestMessage request = new(HttpMethod.Get, $"https://{pair.Alice.External}/");
        request.Headers.Add("Kuscia-Source", source);
        request.Headers.Add("Kuscia-Token", token);
        request.Headers.Add("Kuscia-Host", "any.alice.svc");

        using HttpResponseMessage response = await stranger.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Http2_is_spoken_with_tls_and_with_prior_knowledge(bool tls)
    {
        await using TestNode alice = await TestNode.StartAsync("alice", o => o with { ExternalProtocol = tls ? ExternalProtocol.Tls : ExternalProtocol.NoTls });
        using HttpClient client = Trusting(HttpVersion.Version20);

        using HttpResponseMessage response = await client.GetAsync(new Uri($"{(tls ? "https" : "http")}://{alice.External}/"));

        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("kuscia-gateway", response.Headers.Server.ToString());
    }

    [Fact]
    public async Task Http2_preface_is_understood_over_tls_without_alpn()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        using HttpClient client = new(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(alice.External, cancellationToken);
                SslStream secure = new(new NetworkStream(socket, ownsSocket: true));
                await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", RemoteCertificateValidationCallback = (_, c, _, _) => c is not null }, cancellationToken);
                return secure;
            },
        })
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using HttpResponseMessage response = await client.GetAsync(new Uri($"http://{alice.External}/"));

        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Plain_health_check_of_a_peer_gets_200_and_the_name_of_the_domain()
    {
        await using TestNode alice = await TestNode.StartAsync("alice", o => o with { ExternalProtocol = ExternalProtocol.NoTls });

        string answer = await SendRawAsync(alice, "GET /handshake HTTP/1.1\r\nHost: 10.0.0.1\r\nKuscia-Host: kuscia-handshake.alice.svc\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.EndsWith("{\"namespace\":\"alice\",\"state\":1}", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(2)]
    public async Task Too_many_or_too_large_headers_get_431(int count)
    {
        await using TestNode alice = await TestNode.StartAsync("alice", o => o with { ExternalProtocol = ExternalProtocol.NoTls });
        string value = count > 100 ? "v" : new string('v', 40_000);
        string headers = string.Concat(Enumerable.Range(0, count).Select(i => $"x-h{i}: {value}\r\n"));

        string answer = await SendRawAsync(alice, $"GET / HTTP/1.1\r\nHost: a\r\n{headers}\r\n");

        Assert.StartsWith("HTTP/1.1 431", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_survives_a_restart_and_names_the_domain()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        (string before, string subject) = await ShownAsync(alice);

        await alice.RestartGatewayAsync();
        (string after, _) = await ShownAsync(alice);

        Assert.Equal(before, after);
        Assert.Equal("CN=alice_ENVOY_EXTERNAL", subject);
        string key = Path.Combine(alice.Folder, "certs", "gateway-external.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
    }

    private static async Task<(string Thumbprint, string Subject)> ShownAsync(TestNode node)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(node.External);
        await using SslStream secure = new(tcp.GetStream());
        (string, string) shown = ("", "");
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            RemoteCertificateValidationCallback = (_, c, _, _) =>
            {
                shown = (c!.GetCertHashString(), c.Subject); // the server always shows one
                return c is not null;
            },
        });
        return shown;
    }

    private static HttpClient Trusting(Version version) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, c, _, _) => c is not null },
    })
    {
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static async Task<string> SendRawAsync(TestNode node, string request)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(node.External);
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using StreamReader reader = new(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }
}
