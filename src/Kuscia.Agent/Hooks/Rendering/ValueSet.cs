using System.Text.Json;

namespace Kuscia.Agent.Hooks.Rendering;

/// <summary>The values of a template; those that are JSON objects or arrays are parsed once when first looked into.</summary>
internal sealed class ValueSet(IReadOnlyDictionary<string, string> values)
{
    private readonly Dictionary<string, JsonElement?> _parsed = new(StringComparer.Ordinal);

    /// <summary>The value as given, or empty.</summary>
    public string Text(string name) => values.TryGetValue(name, out string? value) ? value : "";

    /// <summary>The value as JSON, or null when it is no object or array.</summary>
    public JsonElement? Json(string name)
    {
        if (_parsed.TryGetValue(name, out JsonElement? known))
        {
            return known;
        }

        JsonElement? parsed = null;
        string text = Text(name).TrimStart();
        if (text.StartsWith('{') || text.StartsWith('['))
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(text);
                parsed = document.RootElement.Clone();
            }
            catch (JsonException)
            {
                // A value that only looks like JSON is a text and has no members.
            }
        }

        _parsed[name] = parsed;
        return parsed;
    }
}
