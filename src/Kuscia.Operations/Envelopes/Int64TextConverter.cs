using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kuscia.Operations.Envelopes;

/// <summary>64-bit integers are JSON strings in the protobuf mapping; numbers are read too.</summary>
public sealed class Int64TextConverter : JsonConverter<long>
{
    /// <inheritdoc/>
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
            ? reader.GetInt64()
            : long.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
                ? value
                : throw new JsonException("a 64-bit integer must be a number or a text of digits");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
}
