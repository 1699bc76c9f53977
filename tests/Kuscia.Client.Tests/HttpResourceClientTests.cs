using System.Net;
using System.Text;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Listeners;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Client.Tests;

/// <summary>What the client makes of servers that are silent, flood it or answer something else.</summary>
public sealed class HttpResourceClientTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly CancellationTokenSource _end = new();
    private WebApplication? _server;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _http.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _end.Dispose();
    }

    [Fact]
    public async Task Silent_server_is_reported_as_a_time_out_with_the_request()
    {
        HttpResourceClient client = await ServeAsync(_ => Task.Delay(Timeout.Infinite, _end.Token), new HttpResourceClientOptions { Timeout = TimeSpan.FromMilliseconds(200) });

        ResourceException failure = await Assert.ThrowsAsync<ResourceException>(
            () => client.GetAsync(Kinds.ConfigMap, new ResourceName("ns", "one"), CancellationToken.None).WaitAsync(Deadline));

        Assert.Equal("Timeout", failure.Reason);
        Assert.Contains("GET /api/v1/namespaces/ns/configmaps/one was not answered within", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_list_without_a_length_is_cut()
    {
        HttpResourceClient client = await ServeAsync(FloodAsync, new HttpResourceClientOptions { MaxResponseBytes = 1 << 20 });

        ResourceException failure = await Assert.ThrowsAsync<ResourceException>(
            () => client.ListAsync(Kinds.ConfigMap, "ns", ListOptions.All, CancellationToken.None).WaitAsync(Deadline));

        Assert.Equal("ResponseTooLarge", failure.Reason);
    }

    [Fact]
    public async Task Endless_watch_event_is_cut()
    {
        HttpResourceClient client = await ServeAsync(FloodAsync, new HttpResourceClientOptions { MaxEventBytes = 1 << 20 });

        ResourceException failure = await Assert.ThrowsAsync<ResourceException>(() => WatchAsync(client).WaitAsync(Deadline));

        Assert.Equal("ResponseTooLarge", failure.Reason);
    }

    [Fact]
    public async Task Watch_of_many_events_may_carry_more_than_one_event_may()
    {
        HttpResourceClient client = await ServeAsync(
            async context =>
            {
                for (int i = 0; i < 100; i++)
                {
                    await context.Response.WriteAsync(Event($"number-{i}"), _end.Token);
                }
            },
            new HttpResourceClientOptions { MaxEventBytes = 1024 });

        List<string> names = await WatchAsync(client).WaitAsync(Deadline);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"number-{i}"), names);
    }

    [Fact]
    public async Task Watch_that_falls_silent_ends_with_a_clear_failure()
    {
        HttpResourceClient client = await ServeAsync(
            async context =>
            {
                await context.Response.WriteAsync(Event("only"), _end.Token);
                await Task.Delay(Timeout.Infinite, _end.Token);
            },
            new HttpResourceClientOptions { WatchSilence = TimeSpan.FromMilliseconds(200) });

        TimeoutException failure = await Assert.ThrowsAsync<TimeoutException>(() => WatchAsync(client).WaitAsync(Deadline));

        Assert.Contains("the server sent nothing for", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 1001)]
    [InlineData(true, 5006)]
    public async Task Words_of_a_server_are_one_short_line_unless_its_user_has_chosen_it(bool keepsWords, int length)
    {
        string sentence = $"first\\n{new string('x', 5000)}";
        HttpResourceClient client = await ServeAsync(
            c =>
            {
                c.Response.StatusCode = 422;
                return c.Response.WriteAsync($$"""{"kind":"Status","reason":"Invalid","message":"{{sentence}}"}""");
            },
            new HttpResourceClientOptions { KeepsWords = keepsWords });

        ResourceException failure = await Assert.ThrowsAsync<ResourceException>(() => client.GetAsync(Kinds.ConfigMap, new ResourceName("ns", "one"), CancellationToken.None));

        Assert.Equal(length, failure.Message.Length);
        Assert.Equal(keepsWords, failure.Message.Contains('\n', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_that_is_not_there_is_told_with_the_request_and_the_cause()
    {
        HttpExchange exchange = new(_http, new Uri("http://127.0.0.1:1/"), new HttpResourceClientOptions());

        ConnectionFailedException failure = await Assert.ThrowsAsync<ConnectionFailedException>(() => exchange.DoAsync(HttpCall.Get("version"), CancellationToken.None));

        Assert.Contains("Connection refused", failure.Cause, StringComparison.Ordinal);
        Assert.Equal($"GET version failed: {failure.Cause}", failure.Message);
        Assert.Null(failure.InnerException);
    }

    [Fact]
    public async Task Page_of_a_proxy_is_quoted_and_is_no_missing_object()
    {
        HttpResourceClient client = await ServeAsync(
            context =>
            {
                context.Response.StatusCode = (int)HttpStatusCode.NotFound;
                return context.Response.WriteAsync("<html>no such site</html>", _end.Token);
            },
            new HttpResourceClientOptions());

        ResourceException failure = await Assert.ThrowsAsync<ResourceException>(
            () => client.GetAsync(Kinds.ConfigMap, new ResourceName("ns", "one"), CancellationToken.None).WaitAsync(Deadline));

        Assert.Equal("NoRoute", failure.Reason);
        Assert.Contains("<html>no such site</html>", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<List<string>> WatchAsync(HttpResourceClient client)
    {
        List<string> names = [];
        await foreach (WatchEvent<ConfigMap> change in client.WatchAsync(Kinds.ConfigMap, "ns", ListOptions.All, CancellationToken.None))
        {
            names.Add(change.Resource.Identity.Name);
        }

        return names;
    }

    private static string Event(string name) =>
        $$"""{"type":"ADDED","object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"ns","resourceVersion":"1","name":"{{name}}"} } }""" + "\n";

    private async Task FloodAsync(HttpContext context)
    {
        await context.Response.WriteAsync("{\"items\":[\"", _end.Token);
        byte[] filler = Encoding.ASCII.GetBytes(new string('x', 64 << 10));
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(filler, context.RequestAborted);
        }
    }

    private async Task<HttpResourceClient> ServeAsync(RequestDelegate answer, HttpResourceClientOptions options)
    {
        WebApplicationBuilder builder = NodeWebHost.CreateBuilder(NullLoggerFactory.Instance);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(answer);
        await _server.StartAsync();
        return new HttpResourceClient(_http, new Uri(_server.Urls.Single()), options);
    }
}
