using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model.Json;

namespace Kuscia.ApiServer.Wire;

/// <summary>Turns protobuf messages into the JSON that the same client would have sent. Thread-safe.</summary>
internal sealed class ProtobufConverter(ProtobufSchema schema)
{
    private const int MaxDepth = 40;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The message as JSON; throws <see cref="WireFormatException"/>.</summary>
    public JsonObject Convert(string message, ReadOnlySpan<byte> bytes)
    {
        var result = new JsonObject();
        Fill(result, message, bytes, 0);
        return result;
    }

    private void Fill(JsonObject target, string message, ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new WireFormatException($"messages are nested more than {MaxDepth} deep");
        }

        FrozenDictionary<int, ProtobufField> fields = schema.Find(message) ?? throw new WireFormatException($"the message {message} is not known");
        var reader = new ProtobufReader(bytes);
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            if (!fields.TryGetValue(number, out ProtobufField? field))
            {
                throw new WireFormatException($"field {number} of {message} is not known; send the object as JSON");
            }

            ReadField(ref reader, target, field, wireType, depth);
        }
    }

    private void ReadField(ref ProtobufReader reader, JsonObject target, ProtobufField field, int wireType, int depth)
    {
        if (field.Member == "~")
        {
            Expect(wireType, 2, field);
            Fill(target, field.Type, reader.ReadBytes(), depth + 1);
            return;
        }

        if (field.Shape == ProtobufShape.Map)
        {
            Expect(wireType, 2, field);
            AddEntry(target, field, reader.ReadBytes(), depth);
            return;
        }

        JsonNode? value = ReadValue(ref reader, field, wireType, depth);
        if (field.Shape == ProtobufShape.List)
        {
            if (target[field.Member] is not JsonArray list)
            {
                list = [];
                target[field.Member] = list;
            }

            list.Add(value);
        }
        else if (value is not null && !(field.DropZero && IsZero(value)))
        {
            target[field.Member] = value;
        }
    }

    private void AddEntry(JsonObject target, ProtobufField field, ReadOnlySpan<byte> entry, int depth)
    {
        string key = "";
        JsonNode? value = null;
        var reader = new ProtobufReader(entry);
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            switch (number)
            {
                case 1:
                    Expect(wireType, 2, field);
                    key = Text(reader.ReadBytes());
                    break;
                case 2:
                    value = ReadValue(ref reader, field, wireType, depth);
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }

        if (target[field.Member] is not JsonObject map)
        {
            map = [];
            target[field.Member] = map;
        }

        map[key] = value ?? (field.Type is "string" or "bytes" ? "" : null);
    }

    private JsonNode? ReadValue(ref ProtobufReader reader, ProtobufField field, int wireType, int depth)
    {
        switch (field.Type)
        {
            case "int32" or "int64" or "uint32":
                Expect(wireType, 0, field);
                return JsonValue.Create((long)reader.ReadVarint());
            case "bool":
                Expect(wireType, 0, field);
                return JsonValue.Create(reader.ReadVarint() != 0);
            case "double":
                Expect(wireType, 1, field);
                return JsonValue.Create(reader.ReadDouble());
            default:
                Expect(wireType, 2, field);
                return ReadDelimited(reader.ReadBytes(), field, depth);
        }
    }

    private JsonNode? ReadDelimited(ReadOnlySpan<byte> bytes, ProtobufField field, int depth)
    {
        switch (field.Type)
        {
            case "string":
                return JsonValue.Create(Text(bytes));
            case "bytes":
                return JsonValue.Create(System.Convert.ToBase64String(bytes));
            case "time":
                return Time(bytes);
            case "quantity":
                return Quantity(bytes);
            case "intOrString":
                return IntOrText(bytes);
            case "strings":
                return Strings(bytes);
            case "raw":
                return Raw(bytes);
            default:
                var child = new JsonObject();
                Fill(child, field.Type, bytes, depth + 1);
                return child;
        }
    }

    /// <summary>Seconds (1) and nanoseconds (2) since 1970; an empty message is no time.</summary>
    private static JsonValue? Time(ReadOnlySpan<byte> bytes)
    {
        (long seconds, long nanoseconds) = (0, 0);
        var reader = new ProtobufReader(bytes);
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            if (wireType != 0 || number > 2)
            {
                reader.Skip(wireType);
                continue;
            }

            (seconds, nanoseconds) = number == 1 ? ((long)reader.ReadVarint(), nanoseconds) : (seconds, (long)reader.ReadVarint());
        }

        if (bytes.IsEmpty)
        {
            return null;
        }

        if (seconds is < -62_135_596_800 or > 253_402_300_799 || nanoseconds is < 0 or > 999_999_999)
        {
            throw new WireFormatException("a time is outside the years 1 to 9999");
        }

        DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100);
        return JsonValue.Create(nanoseconds == 0 ? KubernetesTimeConverter.ToText(time)
            : time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static JsonValue Quantity(ReadOnlySpan<byte> bytes)
    {
        string text = "0";
        var reader = new ProtobufReader(bytes);
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            if (number == 1 && wireType == 2)
            {
                text = Text(reader.ReadBytes());
            }
            else
            {
                reader.Skip(wireType);
            }
        }

        return JsonValue.Create(text);
    }

    /// <summary>Type (1: 0 number, 1 text), number (2), text (3).</summary>
    private static JsonValue IntOrText(ReadOnlySpan<byte> bytes)
    {
        (long type, long number, string text) = (0, 0, "");
        var reader = new ProtobufReader(bytes);
        while (!reader.AtEnd)
        {
            switch (reader.ReadTag())
            {
                case (1, 0):
                    type = (long)reader.ReadVarint();
                    break;
                case (2, 0):
                    number = (int)reader.ReadVarint();
                    break;
                case (3, 2):
                    text = Text(reader.ReadBytes());
                    break;
                case (_, int wireType):
                    reader.Skip(wireType);
                    break;
            }
        }

        return type == 0 ? JsonValue.Create(number) : JsonValue.Create(text);
    }

    private static JsonArray Strings(ReadOnlySpan<byte> bytes)
    {
        var list = new JsonArray();
        var reader = new ProtobufReader(bytes);
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            if (number == 1 && wireType == 2)
            {
                list.Add(Text(reader.ReadBytes()));
            }
            else
            {
                reader.Skip(wireType);
            }
        }

        return list;
    }

    /// <summary>Embedded JSON (1).</summary>
    private static JsonNode? Raw(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtobufReader(bytes);
        JsonNode? value = null;
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            if (number != 1 || wireType != 2)
            {
                reader.Skip(wireType);
                continue;
            }

            try
            {
                value = Resources.JsonText.Parse(reader.ReadBytes());
            }
            catch (JsonException error)
            {
                throw new WireFormatException($"embedded JSON cannot be read: {error.Message}");
            }
        }

        return value;
    }

    private static bool IsZero(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>().Length == 0,
        JsonValueKind.False => true,
        JsonValueKind.Number => value.ToJsonString() == "0",
        _ => false,
    };

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new WireFormatException("a text is not valid UTF-8");
        }
    }

    private static void Expect(int actual, int expected, ProtobufField field)
    {
        if (actual != expected)
        {
            throw new WireFormatException($"the field {field.Member} has the wire type {actual}, {expected} is expected");
        }
    }
}
