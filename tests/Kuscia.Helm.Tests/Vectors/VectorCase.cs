using System.Text.Json;

namespace Kuscia.Helm.Tests.Vectors;

/// <summary>One recorded case: a template, its data and what the original implementation gave.</summary>
public sealed record VectorCase
{
    public required string Name { get; init; }

    public required string Template { get; init; }

    public required IReadOnlyDictionary<string, string> Templates { get; init; }

    public required JsonElement? Data { get; init; }

    public required bool Whole { get; init; }

    public required string? Output { get; init; }

    public required string? Error { get; init; }

    public required string? ErrorContains { get; init; }

    public static VectorCase Read(JsonElement item) => new()
    {
        Name = item.GetProperty("name").GetString()!,
        Template = item.GetProperty("template").GetString()!,
        Templates = item.TryGetProperty("templates", out JsonElement templates)
            ? templates.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!)
            : new Dictionary<string, string>(),
        Data = item.TryGetProperty("data", out JsonElement data) ? data : null,
        Whole = item.TryGetProperty("numbers", out JsonElement numbers) && numbers.GetString() == "int64",
        Output = item.TryGetProperty("output_b64", out JsonElement bytes)
            ? Kuscia.Helm.GoValues.GoText.FromBytes(bytes.GetBytesFromBase64())
            : item.TryGetProperty("output", out JsonElement output) ? output.GetString() : null,
        Error = item.TryGetProperty("error", out JsonElement error) ? error.GetString() : null,
        ErrorContains = item.TryGetProperty("error_contains", out JsonElement part) ? part.GetString() : null,
    };
}
