using System.Text.Json.Nodes;

namespace KubeFate.Tests.Replay;

/// <summary>The recorded scenarios beside the tests, and those that are not followed with the reason for each.</summary>
internal static class Scenarios
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "vectors");

    public static IReadOnlyDictionary<string, JsonObject> Rest { get; } = Directory.EnumerateFiles(Folder, "rest-*.json").Order(StringComparer.Ordinal)
        .SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!.AsArray().Select(item => (Key: $"{Path.GetFileNameWithoutExtension(file)[5..]}: {item!["name"]}", Value: item.AsObject())))
        .ToDictionary(item => item.Key, item => item.Value);

    /// <summary>The names of those that are followed, wholly or in part.</summary>
    /// <param name="files">What stands between <c>rest-</c> and <c>.json</c>.</param>
    public static TheoryData<string> Of(params string[] files) =>
        [.. Rest.Keys.Where(name => files.Contains(name.Split(':')[0]) && (NotFollowed[name] is not { } entry || entry["steps"] is not null))];

    /// <summary>By scenario: the reason, and the steps it is about (none for the whole).</summary>
    public static JsonObject NotFollowed { get; } = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "not-followed.json")))!.AsObject();
}
