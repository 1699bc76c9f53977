using System.Text.Json.Serialization;

namespace Kuscia.Api.Messages;

/// <summary>The stored form of data-source info: snake_case names, zero values left out (bit-compatible with the originals).</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(DataSourceInfo))]
internal sealed partial class StoredInfoContext : JsonSerializerContext;
