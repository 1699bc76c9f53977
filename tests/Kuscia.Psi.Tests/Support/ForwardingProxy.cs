using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Tests.Support;

/// <summary>Stands for the gateways: forwards by Host to a loopback port, refuses large bodies, answers 503 when nobody listens.</summary>
internal sealed class ForwardingProxy : IAsyncDisposable
{
    private const int MaxBody = 2_000_000;

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Dictionary<string, int> _routes;
    private int _refusals;
    private int _requests;

    private ForwardingProxy(Dictionary<string, int> routes, int refuseFirst)
    {
        _routes = routes;
        _refusals = refuseFirst;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    /// <summary>When set, the answer to every n-th request is lost after the request has reached the engine.</summary>
    public int LoseEvery { get; set; }

    /// <summary>How long every answer is held back.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Bodies posted to the progress reporter of the master.</summary>
    public ConcurrentQueue<string> Progress { get; } = [];

    public string Address => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First() ?? string.Empty).Authority;

    public static async Task<ForwardingProxy> StartAsync(TaskConfig config, int refuseFirst = 0)
    {
        ForwardingProxy proxy = new(
            new() { [config.Endpoints[0]] = config.Ports[0], [config.Endpoints[1]] = config.Ports[1] }, refuseFirst);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        int number = Interlocked.Increment(ref _requests);
        if (context.Request.Host.Value == "reporter.master.svc")
        {
            Progress.Enqueue(await new StreamReader(context.Request.Body).ReadToEndAsync());
            return;
        }

        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync("no route yet");
            return;
        }

        if (!_routes.TryGetValue(context.Request.Host.Value ?? string.Empty, out int port) || context.Request.ContentLength > MaxBody)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        try
        {
            using HttpRequestMessage request = new(
                HttpMethod.Post, $"http://127.0.0.1:{port}{context.Request.Path}{context.Request.QueryString}");
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
            using HttpResponseMessage response = await _client.SendAsync(request, context.RequestAborted);
            if (LoseEvery > 0 && number % LoseEvery == 0)
            {
                context.Response.StatusCode = StatusCodes.Status502BadGateway;
                return;
            }

            await Task.Delay(Delay, TimeProvider.System, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            foreach ((string name, IEnumerable<string> values) in response.Headers)
            {
                context.Response.Headers[name] = values.ToArray();
            }

            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }
}
