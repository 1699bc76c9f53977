using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kuscia.DataMesh.Messages;

/// <summary>The enum FileFormat: read as name or number, written as name.</summary>
internal sealed class FileFormatConverter : JsonConverter<string>
{
    private static readonly string[] Names = ["UNKNOWN", "CSV", "BINARY"];

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt32(out int number) && number >= 0 && number < Names.Length ? Names[number] : Names[0];
        }

        string text = reader.GetString() ?? "";
        return Names.Contains(text, StringComparer.Ordinal) ? text : throw new JsonException($"file_format \"{text}\" must be one of {string.Join(", ", Names)}");
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value.Length == 0 ? Names[0] : value);
}
