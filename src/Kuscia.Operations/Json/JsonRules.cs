namespace Kuscia.Operations.Json;

/// <summary>How strictly JSON is taken. The originals try one decoder and, where it fails, a second one with other rules; clients have come to need both.</summary>
internal sealed record JsonRules
{
    /// <summary>The protobuf JSON mapping: both spellings of names, numbers also as text, enums by name, unknown members ignored.</summary>
    public static readonly JsonRules Mapping = new();

    /// <summary>The second try: names of the schema only and no unknown ones, 64-bit numbers and enums as numbers, null in maps, text after the value, doubled members (the last counts), broken UTF-8.</summary>
    public static readonly JsonRules Second = new() { IsLenient = true, RefusesUnknown = true };

    /// <summary>Requests of streams, which know the second way only.</summary>
    public static readonly JsonRules Streams = new() { IsLenient = true };

    /// <summary>Names, numbers, text and nulls as in the second try.</summary>
    public bool IsLenient { get; private init; }

    /// <summary>Refuses members that the schema does not know.</summary>
    public bool RefusesUnknown { get; private init; }
}
