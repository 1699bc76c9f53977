using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Kuscia.Runtime.Envelopes;

/// <summary>
/// Brings a request body to the form that the source-generated contracts read: the protobuf JSON mapping allows lowerCamelCase beside
/// snake_case names and null for "not given".
/// </summary>
public static class RequestNormalizer
{
    /// <summary>Renames camelCase members to snake_case and drops nulls, in place, guided by the contract.</summary>
    public static void Normalize(JsonNode? node, JsonTypeInfo contract, JsonSerializerContext contracts)
    {
        switch (contract.Kind, node)
        {
            case (JsonTypeInfoKind.Object, JsonObject members):
                NormalizeObject(members, contract, contracts);
                break;
            case (JsonTypeInfoKind.Enumerable, JsonArray items) when contract.ElementType is { } element && contracts.GetTypeInfo(element) is { } inner:
                foreach (JsonNode? item in items)
                {
                    Normalize(item, inner, contracts);
                }

                break;
        }
    }

    private static void NormalizeObject(JsonObject members, JsonTypeInfo contract, JsonSerializerContext contracts)
    {
        foreach (JsonPropertyInfo property in contract.Properties)
        {
            string camel = JsonNamingPolicy.CamelCase.ConvertName(PascalOf(property.Name));
            if (!members.ContainsKey(property.Name) && members.TryGetPropertyValue(camel, out JsonNode? value))
            {
                members.Remove(camel);
                members[property.Name] = value;
            }

            if (members.TryGetPropertyValue(property.Name, out JsonNode? current))
            {
                if (current is null)
                {
                    members.Remove(property.Name);
                }
                else if (current is JsonObject or JsonArray && contracts.GetTypeInfo(property.PropertyType) is { } inner)
                {
                    Normalize(current, inner, contracts);
                }
            }
        }
    }

    private static string PascalOf(string snake) =>
        string.Concat(snake.Split('_').Select(part => part.Length == 0 ? "" : char.ToUpperInvariant(part[0]) + part[1..]));
}
