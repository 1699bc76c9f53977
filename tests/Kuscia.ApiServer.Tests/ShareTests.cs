using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Tests.Support;
using Kuscia.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.ApiServer.Tests;

/// <summary>What one caller may take: beyond it he is told the limit and his name, and others feel nothing.</summary>
public sealed class ShareTests
{
    private const string Maps = "/api/v1/namespaces/mine/configmaps";

    [Fact]
    public async Task Watches_at_once()
    {
        await using TestServer server = await StartAsync(new ShareOptions { LongRequests = 3 });
        using HttpClient partner = await server.PartnerAsync("mine");
        using HttpClient other = await server.PartnerAsync("theirs", "other");
        HttpResponseMessage[] open = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => WatchAsync(partner, Maps)));

        using HttpResponseMessage refused = await WatchAsync(partner, Maps);
        using HttpResponseMessage taken = await WatchAsync(other, "/api/v1/namespaces/theirs/configmaps");

        await AssertRefusedAsync(refused, "the share of \"partner\" is used up: at most 3 watches and followed logs at once; try again in 30 s");
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Array.ForEach(open, o => o.Dispose());
    }

    [Fact]
    public async Task A_place_is_free_again_when_a_watch_ends()
    {
        await using TestServer server = await StartAsync(new ShareOptions { LongRequests = 1 });
        using HttpClient partner = await server.PartnerAsync("mine");

        (HttpStatusCode first, _) = await partner.GetJsonAsync(Maps + "?watch=true&timeoutSeconds=1");
        (HttpStatusCode second, _) = await partner.GetJsonAsync(Maps + "?watch=true&timeoutSeconds=1");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first, second));
    }

    [Fact]
    public async Task Rate_of_writes()
    {
        await using TestServer server = await StartAsync(new ShareOptions { WriteBurst = 2, WritesPerSecond = 0.001 });
        using HttpClient partner = await server.PartnerAsync("mine");
        await MakeAsync(partner, "a", 1);
        await MakeAsync(partner, "b", 1);

        (HttpStatusCode status, JsonObject body) = await MakeAsync(partner, "c", 1);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Contains("at most 0.001 writes a second", body.Text("message")!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await MakeAsync(server.Admin, "d", 1)).Status);
    }

    [Fact]
    public async Task Events_of_watches_come_later_beyond_the_share_and_none_is_lost()
    {
        await using TestServer server = await StartAsync(new ShareOptions { EventBurst = 1, EventsPerSecond = 200 });
        using HttpClient partner = await server.PartnerAsync("mine");
        using HttpResponseMessage open = await WatchAsync(partner, Maps);
        using StreamReader events = new(await open.Content.ReadAsStreamAsync());

        string[] names = [.. Enumerable.Range(0, 30).Select(n => $"map-{n}")];
        foreach (string name in names)
        {
            await MakeAsync(server.Admin, name, 1);
        }

        Assert.Equal(names, await NamesAsync(events, names.Length));
    }

    [Fact]
    public async Task Events_beyond_the_share_wait_until_it_has_come_back()
    {
        ManualTime time = new();
        CallerShare share = new("bob", new ShareOptions { EventBurst = 10, EventsPerSecond = 5 }, time, NullLogger<CallerShare>.Instance);
        share.CountEvents(19);

        Task waiting = share.WaitForEventsAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(1.9));
        bool before = waiting.IsCompleted;
        time.Advance(TimeSpan.FromSeconds(0.2));
        await waiting;

        Assert.False(before);
        Assert.True(share.WaitForEventsAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Bytes_of_revisions()
    {
        await using TestServer server = await StartAsync(new ShareOptions { RevisionBytes = 1_000_000, RevisionWindow = TimeSpan.FromMinutes(10) });
        using HttpClient partner = await server.PartnerAsync("mine");
        await MakeAsync(partner, "large", 300_000);

        HttpStatusCode[] patches = [.. await InTurnAsync(5, i => partner.SendJsonAsync("PATCH", Maps + "/large", $$$"""{"data":{"n":"{{{i}}}"}}""", "application/merge-patch+json"))];
        (HttpStatusCode read, _) = await partner.GetJsonAsync(Maps + "/large");
        (HttpStatusCode gone, _) = await partner.SendJsonAsync("DELETE", Maps + "/large");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], patches);
        Assert.Equal(HttpStatusCode.OK, read);
        Assert.Equal(HttpStatusCode.OK, gone);
    }

    [Fact]
    public async Task Objects_in_a_namespace()
    {
        await using TestServer server = await StartAsync(new ShareOptions { Objects = 5, CountInterval = TimeSpan.Zero });
        using HttpClient partner = await server.PartnerAsync("mine");

        // Role and binding are two.
        HttpStatusCode[] made = [.. await InTurnAsync(4, i => MakeAsync(partner, $"m{i}", 1))];
        await partner.SendJsonAsync("DELETE", Maps + "/m0");
        (HttpStatusCode again, _) = await MakeAsync(partner, "again", 1);
        (HttpStatusCode beyond, JsonObject body) = await MakeAsync(partner, "beyond", 1);

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.TooManyRequests], made);
        Assert.Equal(HttpStatusCode.Created, again);
        Assert.Equal(HttpStatusCode.TooManyRequests, beyond);
        Assert.Equal("the share of \"partner\" is used up: at most 5 objects in namespace mine; try again in 30 s", body.Text("message"));
    }

    [Fact]
    public async Task Objects_that_others_put_into_a_namespace_take_room_there_too()
    {
        await using TestServer server = await StartAsync(new ShareOptions { Objects = 5, CountInterval = TimeSpan.Zero });
        using HttpClient partner = await server.PartnerAsync("mine");

        // Role and binding are two.
        (HttpStatusCode own, _) = await MakeAsync(partner, "own", 1);
        HttpStatusCode[] others = [.. await InTurnAsync(4, i => MakeAsync(server.Admin, $"other{i}", 1))];
        (HttpStatusCode beyond, _) = await MakeAsync(partner, "beyond", 1);

        Assert.Equal(HttpStatusCode.Created, own);
        Assert.All(others, o => Assert.Equal(HttpStatusCode.Created, o));
        Assert.Equal(HttpStatusCode.TooManyRequests, beyond);
    }

    [Fact]
    public async Task Bytes_in_a_namespace()
    {
        await using TestServer server = await StartAsync(new ShareOptions { ObjectBytes = 500_000, CountInterval = TimeSpan.Zero });
        using HttpClient partner = await server.PartnerAsync("mine");

        (HttpStatusCode first, _) = await MakeAsync(partner, "a", 300_000);
        (HttpStatusCode second, JsonObject body) = await MakeAsync(partner, "b", 300_000);
        (HttpStatusCode grown, _) = await partner.SendJsonAsync("PATCH", Maps + "/a", $$$"""{"data":{"more":"{{{new string('x', 300_000)}}}"}}""", "application/merge-patch+json");
        (HttpStatusCode shrunk, _) = await partner.SendJsonAsync("PATCH", Maps + "/a", """{"data":{"k":"small"}}""", "application/merge-patch+json");

        Assert.Equal(HttpStatusCode.Created, first);
        Assert.Equal(HttpStatusCode.TooManyRequests, second);
        Assert.Contains("bytes of objects in namespace mine", body.Text("message")!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, grown);
        Assert.Equal(HttpStatusCode.OK, shrunk);
    }

    [Fact]
    public async Task Size_of_a_list_and_of_a_page()
    {
        await using TestServer server = await StartAsync(new ShareOptions { ListBytes = 500_000, PageBytes = 250_000 });
        using HttpClient partner = await server.PartnerAsync("mine");
        await InTurnAsync(6, i => MakeAsync(partner, $"m{i}", 100_000));

        (HttpStatusCode whole, JsonObject refused) = await partner.GetJsonAsync(Maps);
        (HttpStatusCode paged, JsonObject page) = await partner.GetJsonAsync(Maps + "?limit=500");
        (_, JsonObject next) = await partner.GetJsonAsync($"{Maps}?limit=500&continue={page["metadata"]!["continue"]}");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, whole);
        Assert.Contains("ask for it in pages", refused.Text("message")!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, paged);
        Assert.Equal(["m0", "m1", "m2"], Names(page));
        Assert.Equal(["m3", "m4", "m5"], Names(next));
        Assert.Equal(HttpStatusCode.OK, (await server.Admin.GetJsonAsync(Maps)).Status);
    }

    [Fact]
    public async Task A_watch_that_begins_with_everything_counts_like_a_list()
    {
        await using TestServer server = await StartAsync(new ShareOptions { ListBytes = 150_000 });
        using HttpClient partner = await server.PartnerAsync("mine");
        await InTurnAsync(3, i => MakeAsync(partner, $"m{i}", 100_000));

        (HttpStatusCode status, _) = await partner.GetJsonAsync(Maps + "?watch=true&timeoutSeconds=1");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    private static Task<TestServer> StartAsync(ShareOptions share) => TestServer.StartAsync(adapt: o => o with { Share = share });

    private static Task<(HttpStatusCode Status, JsonObject Body)> MakeAsync(HttpClient http, string name, int bytes) =>
        http.SendJsonAsync("POST", Maps, $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"k":"{{{new string('x', bytes)}}}"}}""");

    private static Task<HttpResponseMessage> WatchAsync(HttpClient http, string path) =>
        http.GetAsync(new Uri(path + "?watch=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

    private static async Task<IReadOnlyList<HttpStatusCode>> InTurnAsync(int times, Func<int, Task<(HttpStatusCode Status, JsonObject Body)>> call)
    {
        List<HttpStatusCode> answers = new();
        for (int i = 0; i < times; i++)
        {
            answers.Add((await call(i)).Status);
        }

        return answers;
    }

    private static async Task<List<string>> NamesAsync(StreamReader events, int count)
    {
        List<string> names = [];
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (names.Count < count && await events.ReadLineAsync(limit.Token) is { } line)
        {
            names.Add(JsonNode.Parse(line)!["object"]!["metadata"]!["name"]!.ToString());
        }

        return names;
    }

    private static string[] Names(JsonObject list) => [.. list["items"]!.AsArray().Select(i => i!["metadata"]!["name"]!.ToString())];

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, string message)
    {
        JsonObject body = JsonText.ParseObject(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal("30", answer.Headers.GetValues("Retry-After").Single());
        Assert.Equal(("Status", "TooManyRequests", message), (body.Text("kind"), body.Text("reason"), body.Text("message")));
    }
}
