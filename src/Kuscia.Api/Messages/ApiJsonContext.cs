using System.Text.Json.Serialization;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Messages;

/// <summary>
/// JSON contracts of the API: snake_case names, unset members written with their defaults (protobuf JSON mapping). Messages have setters
/// rather than init accessors, because generated readers overwrite the defaults of init-only members that a request leaves out.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(HealthRequest))]
[JsonSerializable(typeof(Reply))]
[JsonSerializable(typeof(Reply<HealthData>))]
[JsonSerializable(typeof(CreateJobRequest))]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(ApproveJobRequest))]
[JsonSerializable(typeof(BatchQueryJobRequest))]
[JsonSerializable(typeof(Reply<JobData>))]
[JsonSerializable(typeof(Reply<QueryJobData>))]
[JsonSerializable(typeof(Reply<BatchQueryJobData>))]
[JsonSerializable(typeof(DomainRequest))]
[JsonSerializable(typeof(Reply<DomainDataOut>))]
[JsonSerializable(typeof(RouteRequest))]
[JsonSerializable(typeof(Reply<RouteData>))]
[JsonSerializable(typeof(BatchRouteRequest))]
[JsonSerializable(typeof(Reply<BatchRouteData>))]
[JsonSerializable(typeof(WriteDomainDataRequest))]
[JsonSerializable(typeof(DomainDataKey))]
[JsonSerializable(typeof(QueryDomainDataRequest))]
[JsonSerializable(typeof(ListDomainDataRequest))]
[JsonSerializable(typeof(Reply<DomainDataIdData>))]
[JsonSerializable(typeof(Reply<DomainDataMessage>))]
[JsonSerializable(typeof(Reply<DomainDataListData>))]
[JsonSerializable(typeof(CreateGrantRequest))]
[JsonSerializable(typeof(GrantKey))]
[JsonSerializable(typeof(Reply<GrantIdData>))]
[JsonSerializable(typeof(Reply<GrantMessage>))]
[JsonSerializable(typeof(CreateDataSourceRequest))]
[JsonSerializable(typeof(DataSourceKey))]
[JsonSerializable(typeof(Reply<DataSourceIdData>))]
[JsonSerializable(typeof(Reply<DataSourceMessage>))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
