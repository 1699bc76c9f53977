using System.Text.Json.Serialization;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;

namespace Kuscia.DataMesh.Messages;

/// <summary>JSON contracts: snake_case names, unset members written with their defaults (protobuf JSON mapping).</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(HealthRequest))]
[JsonSerializable(typeof(WriteDomainDataRequest))]
[JsonSerializable(typeof(DomainDataKey))]
[JsonSerializable(typeof(DataSourceKey))]
[JsonSerializable(typeof(WriteGrantRequest))]
[JsonSerializable(typeof(GrantKey))]
[JsonSerializable(typeof(Reply))]
[JsonSerializable(typeof(Reply<HealthData>))]
[JsonSerializable(typeof(Reply<DomainDataIdData>))]
[JsonSerializable(typeof(Reply<DomainDataMessage>))]
[JsonSerializable(typeof(Reply<DataSourceMessage>))]
[JsonSerializable(typeof(Reply<GrantIdData>))]
[JsonSerializable(typeof(Reply<GrantDataMessage>))]
internal sealed partial class MeshJsonContext : JsonSerializerContext;
