using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Kuscia.Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kuscia.Gateway.Tests;

public sealed class StreamingTests(SharedPair shared) : IClassFixture<SharedPair>
{
    [Fact]
    public async Task Long_answer_comes_piece_by_piece()
    {
        NodePair pair = shared.Pair;
        using SemaphoreSlim go = new(0);
        await using TestService service = await TestService.StartAsync(async c =>
        {
            for (int i = 0; i < 3; i++)
            {
                await go.WaitAsync(c.RequestAborted);
                await c.Response.WriteAsync($"event {i}\n");
                await c.Response.Body.FlushAsync();
            }
        });
        await pair.Bob.PublishAsync("watch", service.Port);
        using HttpClient application = pair.Alice.Application();

        go.Release();
        using HttpResponseMessage response = await application.GetAsync(new Uri("http://watch.bob.svc/"), HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync());
        List<string?> lines = [await reader.ReadLineAsync()];
        go.Release();
        lines.Add(await reader.ReadLineAsync());
        go.Release();
        lines.Add(await reader.ReadLineAsync());

        Assert.Equal(["event 0", "event 1", "event 2"], lines);
    }

    [Fact]
    public async Task Silence_ends_a_request_with_504()
    {
        static GatewayOptions Quick(GatewayOptions o) => o with { IdleTimeout = TimeSpan.FromMilliseconds(500) };
        await using NodePair pair = await NodePair.StartAsync(bob: Quick);
        await using TestService service = await TestService.StartAsync(c => Task.Delay(Timeout.Infinite, c.RequestAborted));
        await pair.Bob.PublishAsync("slow", service.Port);
        using HttpClient application = pair.Alice.Application();

        using HttpResponseMessage response = await application.GetAsync(new Uri("http://slow.bob.svc/"));

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("stream timeout", await response.Content.ReadAsStringAsync());
        Assert.Contains("$stream_idle_timeout$", response.Headers.GetValues("Kuscia-Error-Message").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grpc_keeps_http2_and_trailers_end_to_end()
    {
        NodePair pair = shared.Pair;
        await using TestService service = await TestService.StartAsync(
            async c =>
            {
                c.Response.ContentType = "application/grpc";
                await c.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 0 });
                c.Response.AppendTrailer("grpc-status", c.Request.Protocol == "HTTP/2" ? "0" : "13");
            },
            HttpProtocols.Http2);
        await pair.Bob.PublishAsync("rpc", service.Port, protocol: "GRPC");
        using HttpClient application = pair.Alice.Application();
        using HttpRequestMessage request = new(HttpMethod.Post, "http://rpc.bob.svc/p.S/M")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");

        using HttpResponseMessage response = await application.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task Web_socket_passes_both_gateways()
    {
        NodePair pair = shared.Pair;
        await using TestService service = await TestService.StartAsync(EchoAsync);
        await pair.Bob.PublishAsync("socket", service.Port);
        using HttpMessageInvoker invoker = new(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(pair.Alice.Internal, cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        });
        using ClientWebSocket client = new();

        await client.ConnectAsync(new Uri("ws://socket.bob.svc/"), invoker, CancellationToken.None);
        await client.SendAsync(Encoding.ASCII.GetBytes("ping"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        byte[] buffer = new byte[16];
        WebSocketReceiveResult received = await client.ReceiveAsync(buffer, CancellationToken.None);

        Assert.Equal("ping", Encoding.ASCII.GetString(buffer, 0, received.Count));
    }

    // The upgrade by hand (RFC 6455 §4.2.2): the test service has no web socket middleware.
    private static async Task EchoAsync(HttpContext context)
    {
        string key = context.Request.Headers.SecWebSocketKey + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
#pragma warning disable CA5350 // The protocol prescribes SHA-1 here.
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key)));
#pragma warning restore CA5350
        context.Response.Headers.Upgrade = "websocket";
        Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature upgrade = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature>()!; // HTTP/1.1
        await using Stream stream = await upgrade.UpgradeAsync();
        using WebSocket socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        byte[] buffer = new byte[16];
        WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, CancellationToken.None);
        await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, true, CancellationToken.None);
        await socket.ReceiveAsync(buffer, CancellationToken.None);
    }
}
