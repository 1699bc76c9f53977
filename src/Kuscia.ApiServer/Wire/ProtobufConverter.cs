using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Wire;

/// <summary>Turns protobuf messages into the JSON that the same client would have sent. Thread-safe.</summary>
internal sealed class ProtobufConverter(ProtobufSchema schema)
{
    private const int MaxDepth = 40;

    /// <summary>The message as JSON; throws <see cref="WireFormatException"/>.</summary>
    public JsonObject Convert(string message, ReadOnlySpan<byte> bytes)
    {
        JsonObject result = new();
        Fill(result, message, bytes, new Walk());
        return result;
    }

    private void Fill(JsonObject target, string message, ReadOnlySpan<byte> bytes, Walk walk)
    {
        if (++walk.Depth > MaxDepth)
        {
            throw new WireFormatException($"messages are nested more than {MaxDepth} deep");
        }

        FrozenDictionary<int, ProtobufField> fields = schema.Find(message) ?? throw new WireFormatException($"the message {message} is not known");
        ProtobufReader reader = new(bytes);
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            if (!fields.TryGetValue(number, out ProtobufField? field))
            {
                throw new WireFormatException($"field {number} of {message} is not known; send the object as JSON");
            }

            ReadField(ref reader, target, field, wireType, walk);
        }

        walk.Depth--;
    }

    private void ReadField(ref ProtobufReader reader, JsonObject target, ProtobufField field, int wireType, Walk walk)
    {
        if (field.Member == "~")
        {
            Expect(wireType, 2, field);
            Fill(target, field.Type, reader.ReadBytes(), walk);
            return;
        }

        if (field.Shape == ProtobufShape.Map)
        {
            Expect(wireType, 2, field);
            AddEntry(target, field, reader.ReadBytes(), walk);
            return;
        }

        JsonNode? value = ReadValue(ref reader, field, wireType, walk);
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

    private void AddEntry(JsonObject target, ProtobufField field, ReadOnlySpan<byte> entry, Walk walk)
    {
        walk.Count(1);
        string key = "";
        JsonNode? value = null;
        ProtobufReader reader = new(entry);
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            switch (number)
            {
                case 1:
                    Expect(wireType, 2, field);
                    key = ProtobufSpecials.Text(reader.ReadBytes());
                    break;
                case 2:
                    value = ReadValue(ref reader, field, wireType, walk);
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

    private JsonNode? ReadValue(ref ProtobufReader reader, ProtobufField field, int wireType, Walk walk)
    {
        walk.Count(1);
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
                return ReadDelimited(reader.ReadBytes(), field, walk);
        }
    }

    private JsonNode? ReadDelimited(ReadOnlySpan<byte> bytes, ProtobufField field, Walk walk)
    {
        switch (field.Type)
        {
            case "string":
                return JsonValue.Create(ProtobufSpecials.Text(bytes));
            case "bytes":
                return JsonValue.Create(System.Convert.ToBase64String(bytes));
            case "time":
                return ProtobufSpecials.Time(bytes);
            case "quantity":
                return ProtobufSpecials.Quantity(bytes);
            case "intOrString":
                return ProtobufSpecials.IntOrText(bytes);
            case "strings":
                JsonArray texts = ProtobufSpecials.Strings(bytes);
                walk.Count(texts.Count);
                return texts;
            case "raw":
                return ProtobufSpecials.Raw(bytes);
            default:
                JsonObject child = new();
                Fill(child, field.Type, bytes, walk);
                return child;
        }
    }

    private static bool IsZero(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>().Length == 0,
        JsonValueKind.False => true,
        JsonValueKind.Number => value.ToJsonString() == "0",
        _ => false,
    };

    private static void Expect(int actual, int expected, ProtobufField field)
    {
        if (actual != expected)
        {
            throw new WireFormatException($"the field {field.Member} has the wire type {actual}, {expected} is expected");
        }
    }

    // How far one body has been read: empty messages of two bytes each would fill the memory otherwise.
    private sealed class Walk
    {
        private int _values;

        public int Depth { get; set; }

        public void Count(int values)
        {
            _values += values;
            if (_values > JsonText.MaxRequestValues)
            {
                throw new WireFormatException($"the body holds more than {JsonText.MaxRequestValues} values");
            }
        }
    }
}
