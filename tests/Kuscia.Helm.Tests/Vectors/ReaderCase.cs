using System.Text.Json;

namespace Kuscia.Helm.Tests.Vectors;

/// <summary>One recorded text with the JSON that the original's reader makes of it, or the words in which it refuses it.</summary>
public sealed record ReaderCase(string Name, string Text, string? Json, string? Error)
{
    public static IReadOnlyList<ReaderCase> Load()
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "vectors", "yaml-reader.json"));
        using JsonDocument document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(static item => new ReaderCase(
            item.GetProperty("name").GetString()!,
            item.GetProperty("text").GetString()!,
            item.TryGetProperty("json", out JsonElement json) ? json.GetString() : null,
            item.TryGetProperty("error", out JsonElement error) ? error.GetString() : null))];
    }
}
