using System.Text.Json;

namespace Kuscia.Controllers.Jobs;

/// <summary>Reads the table ids from a task config of the SecretFlow kind; any other text has none.</summary>
internal static class TaskInputs
{
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 64 };

    /// <summary>Ids in <c>sf_input_ids</c>.</summary>
    public static IReadOnlyList<string> Inputs(string? config) => Strings(config, "sf_input_ids");

    /// <summary>Ids in <c>sf_output_ids</c>.</summary>
    public static IReadOnlyList<string> Outputs(string? config) => Strings(config, "sf_output_ids");

    private static IReadOnlyList<string> Strings(string? config, string member)
    {
        if (config is null || !config.Contains(member, StringComparison.Ordinal))
        {
            return [];
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(config, Limits);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(member, out JsonElement ids) && ids.ValueKind == JsonValueKind.Array
                ? [.. ids.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString() ?? "").Where(i => i.Length > 0)]
                : [];
        }
        catch (JsonException)
        {
            // The config belongs to the engine; what is no JSON simply names no tables.
            return [];
        }
    }
}
