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
    public static TheoryData<string> Of(params string[] files) => [.. Followed(files)];

    /// <summary>One half of the scenarios of a file, so that two classes can play them at the same time.</summary>
    public static TheoryData<string> HalfOf(string file, int half) => [.. Followed(file).Where((_, i) => i % 2 == half)];

    private static IEnumerable<string> Followed(params string[] files) =>
        Rest.Keys.Where(name => files.Contains(name.Split(':')[0]) && (NotFollowed[name] is not { } entry || entry.AsObject().Count > 1));

    /// <summary>By scenario: the reason, and where it is not followed (see <see cref="Difference"/>; nothing more than the reason for the whole).</summary>
    public static JsonObject NotFollowed { get; } = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "not-followed.json")))!.AsObject();
}
