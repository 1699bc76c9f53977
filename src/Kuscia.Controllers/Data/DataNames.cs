using System.Text.Json;

namespace Kuscia.Controllers.Data;

/// <summary>
/// The tables that a task config names. The config belongs to the engine, so names are found by their members, wherever they stand: <c>sf_input_ids</c>,
/// <c>domaindata_id</c>, <c>inputDomainDataIds</c> and the like are read; the same with "output" in the name, and paths of outputs, are written. What is no JSON
/// names nothing.
/// </summary>
internal sealed record DataNames
{
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = MaxDepth };

    /// <summary>A config that names nothing.</summary>
    public static readonly DataNames None = new();

    /// <summary>Ids that are read.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Ids that are written.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Paths that are written.</summary>
    public IReadOnlyList<string> OutputPaths { get; init; } = [];

    /// <summary>Data sources by party.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>();

    /// <summary>True when the config names anything.</summary>
    public bool Any => Inputs.Count + Outputs.Count + OutputPaths.Count > 0;

    /// <summary>Reads a config.</summary>
    public static DataNames Of(string? config)
    {
        if (string.IsNullOrEmpty(config) || !config.AsSpan().TrimStart().StartsWith('{'))
        {
            return None;
        }

        Collector found = new();
        found.Read(config, 0);
        return new DataNames
        {
            Inputs = [.. found.Inputs.Except(found.Outputs, StringComparer.Ordinal)],
            Outputs = [.. found.Outputs],
            OutputPaths = [.. found.OutputPaths],
            Sources = found.Sources,
        };
    }

    private sealed class Collector
    {
        public HashSet<string> Inputs { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Outputs { get; } = new(StringComparer.Ordinal);

        public HashSet<string> OutputPaths { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, string> Sources { get; } = new(StringComparer.Ordinal);

        public void Read(string json, int depth)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(json, Limits);
                Walk(document.RootElement, "", depth);
            }
            catch (JsonException)
            {
                // The engine's own words, or a text that only begins like JSON.
            }
        }

        private void Walk(JsonElement element, string member, int depth)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object when depth < MaxDepth:
                    foreach (JsonProperty property in element.EnumerateObject())
                    {
                        if (property.Name == "sf_datasource_config" && property.Value.ValueKind == JsonValueKind.Object)
                        {
                            ReadSources(property.Value);
                        }

                        Walk(property.Value, Plain(property.Name), depth + 1);
                    }

                    break;
                case JsonValueKind.Array when depth < MaxDepth:
                    foreach (JsonElement item in element.EnumerateArray())
                    {
                        Walk(item, member, depth + 1);
                    }

                    break;
                case JsonValueKind.String when element.GetString() is { Length: > 0 } text:
                    Take(text, member, depth);
                    break;
            }
        }

        private void Take(string text, string member, int depth)
        {
            bool output = member.Contains("output", StringComparison.Ordinal);
            bool id = member.EndsWith("domaindataid", StringComparison.Ordinal) || member.EndsWith("domaindataids", StringComparison.Ordinal)
                || member.EndsWith("inputid", StringComparison.Ordinal) || member.EndsWith("inputids", StringComparison.Ordinal)
                || member.EndsWith("outputid", StringComparison.Ordinal) || member.EndsWith("outputids", StringComparison.Ordinal);
            if (id)
            {
                (output ? Outputs : Inputs).Add(text);
            }
            else if (output && (member.EndsWith("uri", StringComparison.Ordinal) || member.EndsWith("uris", StringComparison.Ordinal)))
            {
                OutputPaths.Add(text);
            }
            else if (depth < MaxDepth && text[0] is '{' or '[')
            {
                // Configs of components often stand as text in the config.
                Read(text, depth + 1);
            }
        }

        private void ReadSources(JsonElement sources)
        {
            foreach (JsonProperty party in sources.EnumerateObject())
            {
                if (party.Value.ValueKind == JsonValueKind.Object && party.Value.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String)
                {
                    Sources[party.Name] = id.GetString() ?? "";
                }
            }
        }

        private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
    }
}
