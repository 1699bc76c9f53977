using System.Text;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Listeners;
using Kuscia.Model;
using Kuscia.Model.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Client.Tests;

/// <summary>A real server that answers whatever a test wants, and a client of it.</summary>
internal sealed class BadServer : IAsyncDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly CancellationTokenSource _end = new();
    private WebApplication? _server;

    public CancellationToken End => _end.Token;

    public async Task<HttpResourceClient> StartAsync(RequestDelegate answer, HttpResourceClientOptions? options = null)
    {
        WebApplicationBuilder builder = NodeWebHost.CreateBuilder(NullLoggerFactory.Instance);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(answer);
        await _server.StartAsync();
        return new HttpResourceClient(_http, new Uri(_server.Urls.Single()), options);
    }

    /// <summary>Says nothing until the test ends.</summary>
    public Task SilenceAsync() => Task.Delay(Timeout.Infinite, _end.Token);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _http.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _end.Dispose();
    }

    /// <summary>A watch event of a ConfigMap in the namespace <c>ns</c>, with its line end.</summary>
    public static string Event(string name, string padding = "", string version = "1") =>
        $$"""{"type":"ADDED","object":{{ConfigMap(name, padding, version)}} }""" + "\n";

    /// <summary>A ConfigMap in the namespace <c>ns</c>.</summary>
    public static string ConfigMap(string name, string padding = "", string version = "1") =>
        $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"ns","resourceVersion":"{{version}}","name":"{{name}}"},"data":{"padding":"{{padding}}"} }""";

    public static async Task InPiecesAsync(HttpContext context, string text, int piece)
    {
        foreach (byte[] part in Encoding.UTF8.GetBytes(text).Chunk(piece))
        {
            await context.Response.Body.WriteAsync(part, context.RequestAborted);
        }
    }

    /// <summary>All that a watch gives until it ends.</summary>
    public static async Task<List<ConfigMap>> WatchAsync(HttpResourceClient client)
    {
        List<ConfigMap> seen = [];
        await foreach (WatchEvent<ConfigMap> change in client.WatchAsync(Kinds.ConfigMap, "ns", ListOptions.All, CancellationToken.None))
        {
            seen.Add(change.Resource);
        }

        return seen;
    }
}
