using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kuscia.Operations.Envelopes;

/// <summary>An enum of the wire kept as its name: names and numbers are read, names are written; an unknown number is the first name.</summary>
/// <param name="names">The names in the order of their numbers.</param>
public abstract class EnumTextConverter(params string[] names) : JsonConverter<string>
{
    /// <summary>The names in the order of their numbers.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <inheritdoc/>
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt32(out int number) && number >= 0 && number < Names.Count ? Names[number] : Names[0];
        }

        string text = reader.GetString() ?? "";
        return Names.Contains(text, StringComparer.Ordinal) ? text : throw new JsonException($"\"{text}\" must be one of {string.Join(", ", Names)}");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value.Length == 0 ? Names[0] : value);
}
