using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kuscia.Api.Messages;

/// <summary>Enums are written as names; names and numbers are read, both as text.</summary>
internal sealed class EnumTextConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture) : reader.GetString() ?? "";

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
