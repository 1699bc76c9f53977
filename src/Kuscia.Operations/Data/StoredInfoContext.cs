using System.Text.Json.Serialization;

namespace Kuscia.Operations.Data;

/// <summary>Contracts of data-source info as it is stored; see <see cref="DataSourceSecrets"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DataSourceInfo))]
[JsonSerializable(typeof(LocalSourceInfo))]
[JsonSerializable(typeof(OssSourceInfo))]
[JsonSerializable(typeof(DatabaseSourceInfo))]
[JsonSerializable(typeof(OdpsSourceInfo))]
internal sealed partial class StoredInfoContext : JsonSerializerContext;
