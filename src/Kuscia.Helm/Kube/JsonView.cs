using System.Globalization;
using System.Text.Json.Nodes;

namespace Kuscia.Helm.Kube;

/// <summary>Reads members of an object that may be missing or of another type than expected.</summary>
internal readonly struct JsonView(JsonNode? node)
{
    private readonly JsonObject? _members = node as JsonObject;

    public JsonView Inner(string name) => new(_members?[name]);

    public bool HasItems(string name) => _members?[name] is JsonArray { Count: > 0 };

    public string Text(string name, string fallback) =>
        _members?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : fallback;

    public bool Flag(string name) => _members?[name] is JsonValue value && value.TryGetValue(out bool flag) && flag;

    public int Number(string name, int fallback) =>
        _members?[name] is JsonValue value && value.TryGetValue(out double number) ? (int)number : fallback;

    /// <summary>A count or a percentage of a whole.</summary>
    public int Share(string name, int whole, int fallbackPercent = -1, bool up = false, int fallbackCount = 0)
    {
        string text = Text(name, "");
        if (text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double percent))
        {
            return Part(whole, percent, up);
        }

        return Number(name, fallbackPercent >= 0 ? Part(whole, fallbackPercent, up) : fallbackCount);
    }

    private static int Part(int whole, double percent, bool up)
    {
        double part = whole * percent / 100;
        return (int)(up ? Math.Ceiling(part) : Math.Floor(part));
    }
}
