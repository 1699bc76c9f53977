using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests;

/// <summary>Two API servers on one store: what one acknowledged the other shows at once, and its watchers get each event once and in order.</summary>
public sealed class TwoServersTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_write_on_one_is_listed_and_watched_on_the_other()
    {
        await using TestServer one = await TestServer.StartAsync();
        await using TestServer other = await TestServer.StartAsync(adapt: o => o with { DatabasePath = Path.Combine(one.Folder, "db", "state.db") });
        using CancellationTokenSource limit = new(Deadline);
        (_, JsonNode? before) = await other.Admin.SendJsonAsync("GET", Maps);
        using HttpResponseMessage watch = await other.Admin.GetAsync($"{Maps}?watch=true&resourceVersion={before!["metadata"]!["resourceVersion"]}", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using StreamReader events = new(await watch.Content.ReadAsStreamAsync(limit.Token));

        (HttpStatusCode made, _) = await one.Admin.SendJsonAsync("POST", Maps, """{"metadata":{"name":"a"}}""");
        (_, JsonNode? listed) = await other.Admin.SendJsonAsync("GET", Maps);
        (HttpStatusCode again, _) = await other.Admin.SendJsonAsync("POST", Maps, """{"metadata":{"name":"a"}}""");
        (HttpStatusCode changed, _) = await other.Admin.SendJsonAsync("PUT", $"{Maps}/a", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"by":"other"}}""");
        (HttpStatusCode gone, _) = await one.Admin.SendJsonAsync("DELETE", $"{Maps}/a");
        string[] seen = [await NextAsync(events, limit.Token), await NextAsync(events, limit.Token), await NextAsync(events, limit.Token)];

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.OK, HttpStatusCode.OK], [made, again, changed, gone]);
        Assert.Contains(listed!["items"]!.AsArray(), i => i!["metadata"]!["name"]!.ToString() == "a");
        Assert.Equal(["ADDED a", "MODIFIED a", "DELETED a"], seen);
    }

    private static async Task<string> NextAsync(StreamReader events, CancellationToken cancellationToken)
    {
        JsonNode change = JsonNode.Parse(await events.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("the watch ended"))!;
        return $"{change["type"]} {change["object"]!["metadata"]!["name"]}";
    }
}
