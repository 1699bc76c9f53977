using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Kuscia.Operations.Envelopes;

/// <summary>
/// Reads a JSON body as a message of the protobuf JSON mapping, guided by the contract of the message: lowerCamelCase and snake_case names, null
/// for "not given", numbers also as text, unknown members ignored. A member of the wrong type is told by path, value and cure.
/// </summary>
public static class RequestReader
{
    /// <summary>Reads the message; the members of <paramref name="body"/> are changed on the way.</summary>
    /// <exception cref="JsonException">A member has the wrong type; the text is fit for the caller.</exception>
    public static T Read<T>(JsonObject body, JsonTypeInfo<T> contract, JsonSerializerContext contracts)
        where T : class
    {
        try
        {
            NormalizeObject(body, contract, contracts, "");
            return body.Deserialize(contract) ?? throw new JsonException("the request is empty; send {} for no members");
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a name or a text in the request is not valid UTF-8", e);
        }
    }

    private static JsonNode Normalize(JsonNode node, JsonPropertyInfo? property, JsonTypeInfo contract, JsonSerializerContext contracts, string path)
    {
        if (property?.CustomConverter is EnumTextConverter names)
        {
            return CheckEnum(node, names, path);
        }

        switch (contract.Kind, node)
        {
            case (JsonTypeInfoKind.Object, JsonObject members):
                NormalizeObject(members, contract, contracts, path);
                return node;
            case (JsonTypeInfoKind.Dictionary, JsonObject entries):
                NormalizeEntries(entries, ElementOf(contract, contracts), contracts, path);
                return node;
            case (JsonTypeInfoKind.Enumerable, JsonArray items):
                NormalizeItems(items, ElementOf(contract, contracts), contracts, path);
                return node;
            case (JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary, _):
                throw Wrong(path, node, "an object {…}");
            case (JsonTypeInfoKind.Enumerable, _):
                throw Wrong(path, node, "a list […]");
            default:
                return Scalar(node, Nullable.GetUnderlyingType(contract.Type) ?? contract.Type, path);
        }
    }

    private static void NormalizeObject(JsonObject members, JsonTypeInfo contract, JsonSerializerContext contracts, string path)
    {
        foreach (JsonPropertyInfo property in contract.Properties)
        {
            string camel = JsonNamingPolicy.CamelCase.ConvertName(PascalOf(property.Name));
            if (!members.ContainsKey(property.Name) && members.TryGetPropertyValue(camel, out JsonNode? value))
            {
                members.Remove(camel);
                members[property.Name] = value;
            }

            if (!members.TryGetPropertyValue(property.Name, out JsonNode? current))
            {
                continue;
            }

            if (current is null)
            {
                members.Remove(property.Name);
            }
            else if (contracts.GetTypeInfo(property.PropertyType) is { } inner)
            {
                JsonNode read = Normalize(current, property, inner, contracts, path.Length == 0 ? property.Name : $"{path}.{property.Name}");
                if (!ReferenceEquals(read, current))
                {
                    members[property.Name] = read;
                }
            }
        }
    }

    private static void NormalizeEntries(JsonObject entries, JsonTypeInfo element, JsonSerializerContext contracts, string path)
    {
        foreach ((string key, JsonNode? value) in entries.ToArray())
        {
            JsonNode given = value ?? JsonValue.Create("");
            JsonNode read = Normalize(given, null, element, contracts, $"{path}.{RequestCheck.Shown(key)}");
            if (!ReferenceEquals(read, value))
            {
                entries[key] = read;
            }
        }
    }

    private static void NormalizeItems(JsonArray items, JsonTypeInfo element, JsonSerializerContext contracts, string path)
    {
        for (int i = 0; i < items.Count; i++)
        {
            JsonNode item = items[i] ?? throw new JsonException($"Field \"{path}[{i}]\" is null; leave it out of the list");
            JsonNode read = Normalize(item, null, element, contracts, $"{path}[{i}]");
            if (!ReferenceEquals(read, item))
            {
                items[i] = read;
            }
        }
    }

    private static JsonNode Scalar(JsonNode node, Type type, string path)
    {
        JsonValueKind kind = node.GetValueKind();
        if (type == typeof(string))
        {
            return kind == JsonValueKind.String && node.GetValue<string>() is not null ? node : throw Wrong(path, node, "a text in double quotes");
        }

        if (type == typeof(bool))
        {
            return kind is JsonValueKind.True or JsonValueKind.False ? node : throw Wrong(path, node, "true or false");
        }

        string text = kind switch
        {
            JsonValueKind.Number => node.ToJsonString(),
            JsonValueKind.String => node.GetValue<string>(),
            _ => "",
        };
        if (type == typeof(float))
        {
            return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? JsonValue.Create(number) : throw Wrong(path, node, "a number");
        }

        bool isWhole = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal whole) && whole == decimal.Truncate(whole);
        return type == typeof(int)
            ? isWhole && whole is >= int.MinValue and <= int.MaxValue ? JsonValue.Create((int)whole) : throw Wrong(path, node, "a whole number of 32 bits")
            : isWhole && whole is >= long.MinValue and <= long.MaxValue ? JsonValue.Create((long)whole) : throw Wrong(path, node, "a whole number of 64 bits");
    }

    private static JsonNode CheckEnum(JsonNode node, EnumTextConverter names, string path) => node.GetValueKind() switch
    {
        JsonValueKind.Number when int.TryParse(node.ToJsonString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out _) => node,
        JsonValueKind.String when names.Names.Contains(node.GetValue<string>(), StringComparer.Ordinal) => node,
        _ => throw Wrong(path, node, $"one of {string.Join(", ", names.Names)}, or its number"),
    };

    private static JsonTypeInfo ElementOf(JsonTypeInfo contract, JsonSerializerContext contracts) =>
        (contract.ElementType is { } element ? contracts.GetTypeInfo(element) : null)
        ?? throw new NotSupportedException($"no contract for the elements of {contract.Type}");

    private static JsonException Wrong(string path, JsonNode value, string wanted)
    {
        string name = path[(path.LastIndexOf('.') + 1)..];
        string shown = SecretMembers.Contains(name) ? SecretMembers.Mask : value switch
        {
            JsonObject => "an object",
            JsonArray => "a list",
            _ => RequestCheck.Shown(value.ToJsonString()),
        };
        return new JsonException($"Field \"{path}\" is invalid, invalid value: {shown}: it must be {wanted}");
    }

    private static string PascalOf(string snake) =>
        string.Concat(snake.Split('_').Select(part => part.Length == 0 ? "" : char.ToUpperInvariant(part[0]) + part[1..]));
}
