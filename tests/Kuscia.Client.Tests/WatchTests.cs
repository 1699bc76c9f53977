using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Client.Tests;

/// <summary>What a watch gives when its events arrive in pieces, and when.</summary>
public sealed class WatchTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly BadServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public static TheoryData<int, int> SizesAndPieces()
    {
        TheoryData<int, int> cases = [];
        foreach (int size in new[] { 1, 100, 4 << 10, 20 << 10, 40 << 10, 300 << 10, 1 << 20, 4 << 20 })
        {
            foreach (int piece in new[] { 1, 100, 4 << 10 })
            {
                cases.Add(size, piece);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(SizesAndPieces))]
    public async Task Events_of_any_size_arrive_whole_from_pieces_of_any_size(int size, int piece)
    {
        string padding = new('x', size);
        string stream = BadServer.Event("first", padding) + BadServer.Event("second", padding) + BadServer.Event("third", "y");
        using HttpMessageInvoker http = new(new PiecewiseHandler(System.Text.Encoding.UTF8.GetBytes(stream), piece));
        HttpResourceClient client = new(http, new Uri("http://apiserver.bob.svc"));

        List<ConfigMap> seen = await BadServer.WatchAsync(client).WaitAsync(Deadline);

        Assert.Equal(["first", "second", "third"], seen.Select(c => c.Metadata.Name));
        Assert.Equal([size, size, 1], seen.Select(c => c.Data!["padding"].Length));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(40 << 10, 100)]
    [InlineData(40 << 10, 4 << 10)]
    [InlineData(300 << 10, 4 << 10)]
    [InlineData(4 << 20, 4 << 10)]
    public async Task An_event_is_given_as_soon_as_its_line_is_complete(int size, int piece)
    {
        using CancellationTokenSource limit = new(Deadline);
        TaskCompletionSource received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        HttpResourceClient client = await _server.StartAsync(async context =>
        {
            await BadServer.InPiecesAsync(context, BadServer.Event("first", new string('x', size)), piece);
            await received.Task.WaitAsync(limit.Token);
            await BadServer.InPiecesAsync(context, BadServer.Event("second", "y"), piece);
            await _server.SilenceAsync();
        });

        await using IAsyncEnumerator<WatchEvent<ConfigMap>> watch = client.WatchAsync(Kinds.ConfigMap, "ns", ListOptions.All, limit.Token).GetAsyncEnumerator(limit.Token);
        await watch.MoveNextAsync();
        string? first = watch.Current.Resource.Metadata.Name;
        received.SetResult();
        await watch.MoveNextAsync();

        Assert.Equal("first", first);
        Assert.Equal("second", watch.Current.Resource.Metadata.Name);
    }

    [Fact]
    public async Task Several_events_in_one_piece_and_a_last_one_without_a_line_end_are_all_given()
    {
        string stream = BadServer.Event("first", "x") + "\r\n\n" + BadServer.Event("second", "x") + BadServer.Event("third", "x").TrimEnd('\n');
        HttpResourceClient client = await _server.StartAsync(context => context.Response.WriteAsync(stream));

        List<ConfigMap> seen = await BadServer.WatchAsync(client).WaitAsync(Deadline);

        Assert.Equal(["first", "second", "third"], seen.Select(c => c.Metadata.Name));
    }
}
