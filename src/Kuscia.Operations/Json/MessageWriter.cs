using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Kuscia.Protos;

namespace Kuscia.Operations.Json;

/// <summary>Writes messages as JSON, guided by their descriptors, members in the order of the schema.</summary>
public static class MessageWriter
{
    private const int MapValue = 2;

    /// <summary>The bytes of a message.</summary>
    public static byte[] Bytes(IMessage message, JsonDialect dialect)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using Utf8JsonWriter writer = new(buffer, dialect.Options);
        WriteMessage(writer, message, dialect);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMessage(Utf8JsonWriter writer, IMessage message, JsonDialect dialect)
    {
        writer.WriteStartObject();
        if (message is Any packed)
        {
            writer.WriteString("@type", packed.TypeUrl);
            message = packed.TryUnpack(out Status status) ? status : throw new NotSupportedException($"no JSON form of a packed {packed.TypeUrl}");
        }

        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            object? value = field.Accessor.GetValue(message);
            if (dialect.OmitsZeros ? IsZero(value) : IsUnsetScalar(field, message))
            {
                continue;
            }

            writer.WritePropertyName(dialect.CamelCase ? field.JsonName : field.Name);
            WriteMember(writer, field, value, dialect);
        }

        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, FieldDescriptor field, object? value, JsonDialect dialect)
    {
        if (field.IsMap && value is IDictionary entries)
        {
            FieldDescriptor element = field.MessageType.FindFieldByNumber(MapValue);
            writer.WriteStartObject();
            foreach (DictionaryEntry entry in entries)
            {
                writer.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "");
                WriteValue(writer, element, entry.Value, dialect);
            }

            writer.WriteEndObject();
        }
        else if (field.IsRepeated && value is IList items)
        {
            writer.WriteStartArray();
            foreach (object? item in items)
            {
                WriteValue(writer, field, item, dialect);
            }

            writer.WriteEndArray();
        }
        else
        {
            WriteValue(writer, field, value, dialect);
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, FieldDescriptor field, object? value, JsonDialect dialect)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case IMessage message:
                WriteMessage(writer, message, dialect);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case float number:
                writer.WriteNumberValue(number);
                break;
            case long or ulong when !dialect.PlainNumbers:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case System.Enum when dialect.PlainNumbers || field.EnumType.FindValueByNumber((int)value) is null:
                writer.WriteNumberValue((int)value);
                break;
            case System.Enum:
                writer.WriteStringValue(field.EnumType.FindValueByNumber((int)value).Name);
                break;
            default:
                throw new NotSupportedException($"no JSON form of {field.FullName}");
        }
    }

    // A member that can be left out and is, unlike a message, has no null.
    private static bool IsUnsetScalar(FieldDescriptor field, IMessage message) =>
        field.HasPresence && field.FieldType is not FieldType.Message && !field.Accessor.HasValue(message);

    private static bool IsZero(object? value) => value switch
    {
        null => true,
        string text => text.Length == 0,
        bool flag => !flag,
        int number => number == 0,
        long number => number == 0,
        ulong number => number == 0,
        float number => number == 0,
        System.Enum => (int)value == 0,
        ICollection items => items.Count == 0,
        _ => false,
    };
}
