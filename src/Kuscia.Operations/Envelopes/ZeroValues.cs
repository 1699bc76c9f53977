using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kuscia.Operations.Envelopes;

/// <summary>The JSON dialect that leaves out zero values (empty texts and lists, 0, false, null): stored secrets and streams use it.</summary>
public static class ZeroValues
{
    /// <summary>Options that write the contracts of a generated context in that dialect.</summary>
    public static JsonSerializerOptions Omitting(IJsonTypeInfoResolver contracts, JsonNamingPolicy naming)
    {
        JsonSerializerOptions options = new() { TypeInfoResolver = contracts.WithAddedModifier(Omit), PropertyNamingPolicy = naming };
        options.MakeReadOnly();
        return options;
    }

    private static void Omit(JsonTypeInfo contract)
    {
        foreach (JsonPropertyInfo property in contract.Properties)
        {
            property.ShouldSerialize = (_, value) => !IsZero(value);
        }
    }

    private static bool IsZero(object? value) => value switch
    {
        null => true,
        string text => text.Length == 0,
        bool flag => !flag,
        int number => number == 0,
        long number => number == 0,
        float number => number == 0,
        IEnumerable items => !items.GetEnumerator().MoveNext(),
        _ => false,
    };
}
