using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kuscia.Model.Json;

/// <summary>A value that is a JSON number or a JSON string (<c>intstr.IntOrString</c>), for example a target port or a quantity.</summary>
[JsonConverter(typeof(IntOrStringConverter))]
public readonly record struct IntOrString(string Text, bool IsNumber)
{
    public static IntOrString FromInt32(int value) => new(value.ToString(CultureInfo.InvariantCulture), true);

    public static IntOrString FromString(string value) => new(value, false);

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Keeps the JSON type of the value.</summary>
public sealed class IntOrStringConverter : JsonConverter<IntOrString>
{
    /// <inheritdoc/>
    public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
            ? new IntOrString(System.Text.Encoding.UTF8.GetString(reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan), true)
            : new IntOrString(reader.GetString() ?? "", false);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
    {
        if (value.IsNumber)
        {
            writer.WriteRawValue(value.Text ?? "0");
            return;
        }

        writer.WriteStringValue(value.Text ?? "");
    }
}
