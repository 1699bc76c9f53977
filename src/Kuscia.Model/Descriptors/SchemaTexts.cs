using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kuscia.Model.Descriptors;

/// <summary>The sentences that <c>kubectl explain</c> shows, from the embedded file <c>SchemaTexts.txt</c>.</summary>
internal sealed class SchemaTexts
{
    private readonly FrozenDictionary<string, string> _texts;

    private SchemaTexts(FrozenDictionary<string, string> texts) => _texts = texts;

    public string ApiVersion => _texts["Object.apiVersion"];

    public string Kind => _texts["Object.kind"];

    public string Metadata => _texts["Object.metadata"];

    /// <summary>Reads the embedded file: lines <c>Key: sentence</c>; blank lines and lines that start with # are skipped.</summary>
    public static SchemaTexts Load()
    {
        using Stream stream = typeof(SchemaTexts).Assembly.GetManifestResourceStream("Kuscia.Model.Descriptors.SchemaTexts.txt")
            ?? throw new InvalidOperationException("The assembly lacks its embedded file SchemaTexts.txt.");
        using StreamReader reader = new(stream);
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0 && line[0] != '#')
            {
                texts.Add(line[..colon], line[(colon + 2)..]);
            }
        }

        return new SchemaTexts(texts.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The sentence about a record, or null.</summary>
    public string? OfType(Type type) => _texts.GetValueOrDefault(type.Name);

    /// <summary>The sentence about a member: <c>Type.member</c> first, then <c>*.member</c>; null when there is none.</summary>
    public string? OfMember(PropertyInfo property)
    {
        string name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        return _texts.GetValueOrDefault($"{property.DeclaringType?.Name}.{name}") ?? _texts.GetValueOrDefault($"*.{name}");
    }
}
