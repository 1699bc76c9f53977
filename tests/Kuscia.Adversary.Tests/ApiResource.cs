using System.Text.Json.Nodes;

namespace Kuscia.Adversary.Tests;

/// <summary>One resource of the victim's API as its discovery lists it.</summary>
internal sealed record ApiResource(string Group, string Version, string Plural, string Kind, bool Namespaced, IReadOnlyList<string> Verbs, IReadOnlyList<string> Subresources)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public string Root => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";

    public bool CanList => Verbs.Contains("list");

    public string Path(string? @namespace) => @namespace is null ? $"{Root}/{Plural}" : $"{Root}/namespaces/{@namespace}/{Plural}";

    /// <summary>Everything the API server serves.</summary>
    public static async Task<IReadOnlyList<ApiResource>> AllAsync(NodeProcess node)
    {
        JsonArray groups = (await ReadAsync(node, "/apis"))["groups"]!.AsArray();
        List<ApiResource> all = [.. Of("", "v1", await ReadAsync(node, "/api/v1"))];
        foreach (JsonNode? version in groups.SelectMany(g => g!["versions"]!.AsArray()))
        {
            string[] parts = version!["groupVersion"]!.GetValue<string>().Split('/');
            all.AddRange(Of(parts[0], parts[1], await ReadAsync(node, $"/apis/{parts[0]}/{parts[1]}")));
        }

        return all;
    }

    private static async Task<JsonNode> ReadAsync(NodeProcess node, string path)
    {
        (int status, string body) = await node.AdminAsync(HttpMethod.Get, path);
        Assert.True(status == 200, $"{path}: {status} {body}");
        return JsonNode.Parse(body) ?? throw new InvalidOperationException($"{path}: empty");
    }

    private static IEnumerable<ApiResource> Of(string group, string version, JsonNode list)
    {
        JsonNode[] entries = [.. list["resources"]!.AsArray().OfType<JsonNode>()];
        foreach (JsonNode entry in entries.Where(e => !Name(e).Contains('/', StringComparison.Ordinal)))
        {
            string plural = Name(entry);
            yield return new ApiResource(
                group, version, plural, entry["kind"]!.GetValue<string>(), entry["namespaced"]!.GetValue<bool>(),
                [.. entry["verbs"]!.AsArray().Select(v => v!.GetValue<string>())],
                [.. entries.Select(Name).Where(n => n.StartsWith(plural + "/", StringComparison.Ordinal)).Select(n => n[(plural.Length + 1)..])]);
        }
    }

    private static string Name(JsonNode entry) => entry["name"]!.GetValue<string>();
}
