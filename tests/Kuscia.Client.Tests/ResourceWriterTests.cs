using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Clients;

namespace Kuscia.Client.Tests;

public sealed class ResourceWriterTests : IDisposable
{
    private static readonly ResourceName Name = new("cross-domain", "job");

    private readonly MemoryResourceClient _client = new(TimeProvider.System);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Members_that_a_newer_peer_wrote_into_array_elements_are_kept()
    {
        KusciaJob job = await JobAsync("""
            {"phase":"Running","conditions":[
              {"type":"First","status":"True","fromTheFuture":{"a":1}},
              {"type":"Second","status":"False","fromTheFuture":[1,2]},
              {"type":"Third","status":"True"}]}
            """);
        KusciaJobStatus status = job.Status ?? throw new InvalidOperationException("no status");
        Condition changed = status.Conditions!.Single(c => c.Type == "Second") with { Status = "True" };

        // One is gone, one is new, and the order is another.
        IReadOnlyList<Condition> next = [new Condition { Type = "Fourth", Status = "True" }, changed, status.Conditions![0]];
        await _client.WriteAsync(Kinds.KusciaJob, job, job with { Status = status with { Conditions = next } }, "status", CancellationToken.None);

        JsonArray stored = await ConditionsAsync();
        Assert.Equal(["Fourth", "Second", "First"], stored.Select(c => (string?)c!["type"]));
        Assert.Equal("True", (string?)stored[1]!["status"]);
        Assert.Equal("[1,2]", stored[1]!["fromTheFuture"]!.ToJsonString());
        Assert.Equal("""{"a":1}""", stored[2]!["fromTheFuture"]!.ToJsonString());
        Assert.False(stored[0]!.AsObject().ContainsKey("fromTheFuture"));
    }

    [Fact]
    public async Task A_known_member_that_is_taken_away_is_not_brought_back()
    {
        KusciaJob job = await JobAsync("""{"phase":"Running","conditions":[{"type":"First","status":"True","reason":"Old","fromTheFuture":1}]}""");
        KusciaJobStatus status = job.Status ?? throw new InvalidOperationException("no status");

        await _client.WriteAsync(
            Kinds.KusciaJob, job, job with { Status = status with { Conditions = [status.Conditions![0] with { Reason = null }] } }, "status", CancellationToken.None);

        JsonArray stored = await ConditionsAsync();
        Assert.Equal("""{"type":"First","status":"True","fromTheFuture":1}""", stored[0]!.ToJsonString());
    }

    [Fact]
    public async Task An_update_that_others_always_beat_ends_with_the_conflict()
    {
        ResourceName name = new("ns", "contended");
        await _client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = new ObjectMeta { Name = "contended", Namespace = "ns" } }, CancellationToken.None);
        int attempts = 0;

        ResourceException failure = await Assert.ThrowsAsync<ResourceException>(() => _client.UpdateAsync(Kinds.ConfigMap, name, Beaten, null, CancellationToken.None));

        Assert.True(failure.IsConflict);
        Assert.Equal(10, attempts);

        ConfigMap Beaten(ConfigMap read)
        {
            attempts++;
            JsonObject other = new() { ["data"] = new JsonObject { ["other"] = $"{attempts}" } };
            _client.PatchAsync(Kinds.ConfigMap, name, other, null, CancellationToken.None).GetAwaiter().GetResult();
            return read with { Data = new Dictionary<string, string> { ["own"] = $"{attempts}" } };
        }
    }

    [Fact]
    public async Task Many_updates_of_one_object_all_hold()
    {
        ResourceName name = new("ns", "counter");
        await _client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = new ObjectMeta { Name = "counter", Namespace = "ns" } }, CancellationToken.None);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _client.UpdateAsync(
            Kinds.ConfigMap, name, c => c with { Data = new Dictionary<string, string>(c.Data ?? new Dictionary<string, string>()) { [$"{i}"] = "x" } }, null, CancellationToken.None)));

        ConfigMap? stored = await _client.GetAsync(Kinds.ConfigMap, name, CancellationToken.None);
        Assert.Equal(8, stored?.Data?.Count);
    }

    private async Task<KusciaJob> JobAsync(string status)
    {
        JsonResource job = System.Text.Json.JsonSerializer.Deserialize(
            """{"apiVersion":"kuscia.secretflow/v1alpha1","kind":"KusciaJob","metadata":{"name":"job","namespace":"cross-domain"},"spec":{}}""",
            ModelJsonContext.Default.JsonResource) ?? throw new InvalidOperationException("no job");
        await _client.CreateAsync(Kinds.KusciaJob.AsJson(), job, CancellationToken.None);
        return await _client.PatchAsync(Kinds.KusciaJob, Name, new JsonObject { ["status"] = JsonNode.Parse(status) }, "status", CancellationToken.None);
    }

    private async Task<JsonArray> ConditionsAsync()
    {
        JsonResource? stored = await _client.GetAsync(Kinds.KusciaJob.AsJson(), Name, CancellationToken.None);
        return JsonNode.Parse(stored!.Body["status"].GetRawText())!["conditions"]!.AsArray();
    }
}
