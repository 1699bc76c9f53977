using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Kuscia.Model.Json;

/// <summary>Compares values by what is written on the wire.</summary>
public static class WireComparison
{
    /// <summary>Whether both are written alike; two that are absent are.</summary>
    public static bool AreSame<T>(T? left, T? right, JsonTypeInfo<T> contract)
        where T : class => JsonNode.DeepEquals(ToJson(left, contract), ToJson(right, contract));

    private static JsonNode? ToJson<T>(T? value, JsonTypeInfo<T> contract)
        where T : class => value is null ? null : JsonSerializer.SerializeToNode(value, contract);
}
