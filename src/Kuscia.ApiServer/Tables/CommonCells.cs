using System.Text.Json;

namespace Kuscia.ApiServer.Tables;

/// <summary>Cells that nearly every kind has.</summary>
internal static class CommonCells
{
    /// <summary>The name.</summary>
    public static string Name(JsonElement value) => value.Text("metadata", "name");

    /// <summary>How long ago it was created.</summary>
    public static string Age(JsonElement value, DateTimeOffset now) => HumanDuration.Since(value.At("metadata", "creationTimestamp"), now);
}
