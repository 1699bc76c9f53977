using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tables;
using Kuscia.ApiServer.Wire;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Quantities;

namespace Kuscia.ApiServer.Admission;

/// <summary>Checks Kubernetes kinds against the table of their messages: wrong types are refused, unknown members are told.</summary>
internal sealed class CoreTypeCheck(ProtobufSchema types)
{
    private const int MaxUnknown = 50;

    private static readonly System.Buffers.SearchValues<char> Base64Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n");

    /// <summary>The unknown members in document order; throws a bad request for a member of a wrong type.</summary>
    public IReadOnlyList<string> Check(KindDescriptor kind, JsonObject value)
    {
        if (types.Members(kind.Kind.Kind) is not { } members)
        {
            return [];
        }

        List<string> unknown = [];
        try
        {
            Members(kind.Kind.Kind, members, value, new Place("", ""), unknown);
        }
        catch (WireFormatException fault)
        {
            throw ApiErrors.BadRequest($"{ObjectAdmission.CannotHandle(kind)}: {fault.Message}");
        }

        return unknown;
    }

    private void Members(string message, FrozenDictionary<string, ProtobufField> members, JsonObject value, Place at, List<string> unknown)
    {
        foreach ((string name, JsonNode? member) in value)
        {
            Place place = at.Member(name);
            if (members.TryGetValue(name, out ProtobufField? field))
            {
                Field(message, field, member, place, unknown);
            }
            else if (!(at.Path.Length == 0 && name is "apiVersion" or "kind") && unknown.Count < MaxUnknown)
            {
                unknown.Add(place.Path);
            }
        }
    }

    private void Field(string message, ProtobufField field, JsonNode? value, Place at, List<string> unknown)
    {
        switch (field.Shape, value)
        {
            case (_, null):
                return;
            case (ProtobufShape.List, JsonArray items):
                for (int i = 0; i < items.Count; i++)
                {
                    Single(message, field, items[i], at.Item(i), unknown);
                }

                return;
            case (ProtobufShape.Map, JsonObject map):
                foreach ((string key, JsonNode? entry) in map)
                {
                    Single(message, field, entry, at.Entry(key), unknown);
                }

                return;
            case (ProtobufShape.Single, _):
                Single(message, field, value, at, unknown);
                return;
            default:
                string prefix = field.Shape == ProtobufShape.List ? "[]" : "map[string]";
                throw Wrong(value, message, at, prefix + GoType(field.Type));
        }
    }

    private void Single(string message, ProtobufField field, JsonNode? value, Place at, List<string> unknown)
    {
        if (value is null)
        {
            return;
        }

        if (types.Members(field.Type) is { } members)
        {
            Members(field.Type, members, value as JsonObject ?? throw Wrong(value, message, at, GoType(field.Type)), at, unknown);
            return;
        }

        string actual = SchemaValidator.TypeOf(value);
        bool fits = field.Type switch
        {
            "string" or "bytes" or "time" => actual == "string",
            "bool" => actual == "boolean",
            "int32" or "int64" or "uint32" => actual == "integer",
            "double" => actual is "integer" or "number",
            "intOrString" => actual is "integer" or "string",
            "quantity" => actual is "integer" or "number" or "string",
            "strings" => actual == "array",
            _ => true,
        };
        if (!fits)
        {
            throw Wrong(value, message, at, GoType(field.Type));
        }

        CheckForm(field.Type, value);
    }

    private static void CheckForm(string type, JsonNode value)
    {
        if (type == "quantity" && !Quantity.TryParse(value.ToString(), out _))
        {
            throw new WireFormatException("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        }

        if (type == "time" && HumanDuration.Parse(value.GetValue<string>()) is null)
        {
            throw new WireFormatException($"parsing time {StatusCause.Quote(value.GetValue<string>())}: RFC 3339 is expected, for example 2026-01-31T08:00:00Z");
        }

        if (type == "bytes" && !System.Buffers.Text.Base64.IsValid(value.GetValue<string>()))
        {
            throw new WireFormatException($"illegal base64 data at input byte {FirstFault(value.GetValue<string>())}");
        }
    }

    private static int FirstFault(string text)
    {
        int at = text.AsSpan().IndexOfAnyExcept(Base64Letters);
        return at >= 0 ? at : text.Length;
    }

    private static WireFormatException Wrong(JsonNode? value, string message, Place at, string expected)
    {
        string actual = value?.GetValueKind() switch
        {
            JsonValueKind.True or JsonValueKind.False => "bool",
            JsonValueKind.Number when expected.StartsWith("int", StringComparison.Ordinal) => $"number {value.ToJsonString()}",
            JsonValueKind.Number => "number",
            JsonValueKind.String => "string",
            JsonValueKind.Array => "array",
            _ => "object",
        };
        return new WireFormatException($"json: cannot unmarshal {actual} into Go struct field {message}.{at.Plain} of type {expected}");
    }

    private static string GoType(string type) => type switch
    {
        "string" or "bool" or "int32" or "int64" or "uint32" => type,
        "double" => "float64",
        "bytes" => "[]uint8",
        "strings" => "[]string",
        "time" => "time.Time",
        "quantity" => "resource.Quantity",
        "intOrString" => "intstr.IntOrString",
        _ => "v1." + type,
    };

    /// <summary>Where a member stands: with indexes for people, without for the messages that name a field.</summary>
    private readonly record struct Place(string Path, string Plain)
    {
        public Place Member(string name) => Path.Length == 0 ? new(name, name) : new($"{Path}.{name}", $"{Plain}.{name}");

        public Place Item(int index) => new($"{Path}[{index}]", Plain);

        public Place Entry(string key) => new($"{Path}[{key}]", Plain);
    }
}
