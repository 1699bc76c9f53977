using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Testing.Time;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Client.Tests;

/// <summary>How much of one server is read and kept, and that what is honest passes.</summary>
public sealed class ClientLimitTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly BadServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_list_is_read_in_pages()
    {
        HttpResourceClient client = await _server.StartAsync(context => PageAsync(context, objects: 25, padding: 10), new HttpResourceClientOptions { PageSize = 10 });

        ResourceList<ConfigMap> list = await client.ListAsync(Kinds.ConfigMap, "ns", ListOptions.All, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"number-{i}"), list.Items.Select(c => c.Metadata.Name));
        Assert.Equal("7", list.ResourceVersion);
        Assert.Equal(("v1", "ConfigMap"), (list.Items[0].ApiVersion, list.Items[0].Kind));
    }

    [Fact]
    public async Task A_page_that_is_too_large_is_asked_for_again_with_fewer_objects()
    {
        HttpResourceClientOptions options = new() { PageSize = 100, MaxResponseBytes = 64 << 10 };
        HttpResourceClient client = await _server.StartAsync(context => PageAsync(context, objects: 25, padding: 40 << 10), options);

        ResourceList<ConfigMap> list = await client.ListAsync(Kinds.ConfigMap, "ns", ListOptions.All, CancellationToken.None);

        Assert.Equal(25, list.Items.Count);
    }

    [Fact]
    public async Task A_server_that_knows_no_pages_is_read_whole()
    {
        HttpResourceClient client = await _server.StartAsync(context => WriteListAsync(context, 0, 25, 10, null), new HttpResourceClientOptions { PageSize = 10 });

        ResourceList<ConfigMap> list = await client.ListAsync(Kinds.ConfigMap, "ns", ListOptions.All, CancellationToken.None);

        Assert.Equal(25, list.Items.Count);
    }

    [Theory]
    [InlineData(10, long.MaxValue)]
    [InlineData(long.MaxValue, 20_000)]
    public async Task What_is_beyond_the_share_of_a_server_is_not_kept_and_the_server_is_named(long maxObjects, long maxWeight)
    {
        HttpResourceClient client = await _server.StartAsync(context => PageAsync(context, objects: 25, padding: 1000));
        ManualTime time = new();
        InformerSetOptions share = new() { Source = "bob", MaxObjects = maxObjects, MaxWeight = maxWeight };
        await using InformerSet informers = new(client, time, NullLoggerFactory.Instance, share);
        IInformer<ConfigMap> informer = informers.For(Kinds.ConfigMap, "ns");

        await time.PendingAsync(Deadline);

        Assert.StartsWith("bob has more than is kept of it", informer.LastFailure?.Message, StringComparison.Ordinal);
        Assert.False(informer.Synced.IsCompleted);
        Assert.InRange(informer.List().Count, 1, 20);
    }

    [Fact]
    public async Task What_a_server_lets_go_makes_room_again()
    {
        int objects = 25;
        HttpResourceClient client = await _server.StartAsync(context => context.Request.Query.ContainsKey("watch") ? _server.SilenceAsync() : PageAsync(context, objects, padding: 1000));
        ManualTime time = new();
        await using InformerSet informers = new(client, time, NullLoggerFactory.Instance, new InformerSetOptions { MaxObjects = 10 });
        IInformer<ConfigMap> informer = informers.For(Kinds.ConfigMap, "ns");
        TimeSpan pause = await time.PendingAsync(Deadline);

        objects = 9;
        time.Advance(pause);
        await informer.Synced.WaitAsync(Deadline);

        Assert.Equal(9, informer.List().Count);
    }

    [Fact]
    public async Task Events_beyond_the_rate_wait_in_the_connection()
    {
        ManualTime time = new();
        HttpResourceClientOptions options = new() { MaxEventsPerSecond = 10, Time = time };
        HttpResourceClient client = await _server.StartAsync(
            context => context.Response.WriteAsync(string.Concat(Enumerable.Range(0, 25).Select(i => BadServer.Event($"number-{i}")))), options);
        await using IAsyncEnumerator<WatchEvent<ConfigMap>> watch = client.WatchAsync(Kinds.ConfigMap, "ns", ListOptions.All, CancellationToken.None).GetAsyncEnumerator();
        for (int i = 0; i < 10; i++)
        {
            Assert.True(await watch.MoveNextAsync());
        }

        Task<bool> eleventh = watch.MoveNextAsync().AsTask();

        Assert.False(eleventh.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await eleventh.WaitAsync(Deadline));
    }

    private static Task PageAsync(HttpContext context, int objects, int padding)
    {
        int limit = int.Parse(context.Request.Query["limit"].Single() ?? "", System.Globalization.CultureInfo.InvariantCulture);
        int first = int.TryParse(context.Request.Query["continue"].SingleOrDefault(), out int from) ? from : 0;
        int end = Math.Min(objects, first + limit);
        return WriteListAsync(context, first, end, padding, end < objects ? end : null);
    }

    private static Task WriteListAsync(HttpContext context, int first, int end, int padding, int? more)
    {
        string items = string.Join(',', Enumerable.Range(first, end - first).Select(i =>
            $$"""{"metadata":{"name":"number-{{i}}","namespace":"ns","resourceVersion":"{{i}}"},"data":{"padding":"{{new string('x', padding)}}"} }"""));
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"{{more}}"},"items":[{{items}}]}""");
    }
}
