using System.Text.Json;

namespace Kuscia.Helm.Schemas;

/// <summary>Equality of JSON values: numbers by value, objects without regard to order.</summary>
internal static class SchemaEquality
{
    public static bool Equal(JsonElement left, JsonElement right) => JsonElement.DeepEquals(left, right);
}
