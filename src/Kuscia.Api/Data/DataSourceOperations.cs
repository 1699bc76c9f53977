using System.Security.Cryptography;
using System.Text.Json;
using Kuscia.Api.Http;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Certificates;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Data;

/// <summary>Data sources of the own domain; their credentials are stored encrypted with the domain key.</summary>
internal sealed class DataSourceOperations(IResourceClient client, DomainIdentity identity, KusciaApiOptions options)
{
    private const string EncryptedInfo = "encryptedInfo";

    private static readonly ApiJsonContext Json = ApiJsonContext.Default;
    private static readonly string[] Types = ["localfs", "oss", "mysql", "odps", "postgresql", "hive", "dameng"];

    public IEnumerable<ApiOperation> All() =>
    [
        ApiOperation.Create("/api/v1/domaindatasource/create", Json.CreateDataSourceRequest, Json.ReplyDataSourceIdData, CreateAsync),
        ApiOperation.Create("/api/v1/domaindatasource/query", Json.DataSourceKey, Json.ReplyDataSourceMessage, QueryAsync),
    ];

    private async Task<Reply<DataSourceIdData>> CreateAsync(CreateDataSourceRequest request, CancellationToken cancellationToken)
    {
        if (Check(request) is { } fault)
        {
            return Replies.Fail<DataSourceIdData>(ErrorCodes.RequestInvalid, fault);
        }

        if (request.Info is null && request.InfoKey.Length == 0)
        {
            return Replies.Fail<DataSourceIdData>(ErrorCodes.CreateDataSource, "one of info and info_key must be given");
        }

        DomainDataSource source = ToResource(request);
        try
        {
            await client.CreateAsync(Kinds.DomainDataSource, source, cancellationToken);
            return Replies.Of(new DataSourceIdData { DatasourceId = source.Metadata.Name ?? "" });
        }
        catch (ResourceException e)
        {
            // The generic code for "exists" is what clients of this call test for.
            int code = e.IsNotFound ? ErrorCodes.DomainNotExists : ErrorCodes.CreateDataSource;
            return Replies.Fail<DataSourceIdData>(code, e.IsAlreadyExists ? $"domaindatasource {source.Metadata.Name} already exist" : e.Message);
        }
    }

    private async Task<Reply<DataSourceMessage>> QueryAsync(DataSourceKey request, CancellationToken cancellationToken)
    {
        if (request.DomainId != options.DomainId)
        {
            return Replies.Fail<DataSourceMessage>(ErrorCodes.QueryDataSource, $"domain_id {request.DomainId} must be the own domain {options.DomainId}");
        }

        try
        {
            DomainDataSource? source = await client.GetAsync(Kinds.DomainDataSource, new ResourceName(request.DomainId, request.DatasourceId), cancellationToken);
            return source is null
                ? Replies.Fail<DataSourceMessage>(ErrorCodes.QueryDataSource, $"domaindatasources.kuscia.secretflow \"{request.DatasourceId}\" not found")
                : Replies.Of(ToMessage(source));
        }
        catch (Exception e) when (e is ResourceException or CryptographicException or JsonException)
        {
            return Replies.Fail<DataSourceMessage>(ErrorCodes.QueryDataSource, $"data source {request.DatasourceId}: {e.Message}");
        }
    }

    private string? Check(CreateDataSourceRequest request) => RequestCheck.First(
        RequestCheck.Name("domain_id", request.DomainId),
        request.DomainId == options.DomainId ? null : $"domain_id {request.DomainId} must be the own domain {options.DomainId}",
        request.DatasourceId.Length == 0 ? null : RequestCheck.Name("datasource_id", request.DatasourceId),
        Types.Contains(request.Type) ? null : $"type \"{request.Type}\" is not supported; it must be one of {string.Join(", ", Types)}",
        request.Info is null ? null : CheckInfo(request.Type, request.Info));

    private static string? CheckInfo(string type, DataSourceInfo info) => type switch
    {
        "localfs" => info.Localfs is { Path: ['/', ..] } ? null : "info.localfs.path must be an absolute directory",
        "oss" => info.Oss is { Endpoint.Length: > 0, Bucket.Length: > 0, AccessKeyId.Length: > 0, AccessKeySecret.Length: > 0 }
            ? null
            : "info.oss needs endpoint, bucket, access_key_id and access_key_secret",
        "odps" => info.Odps is { Endpoint.Length: > 0, Project.Length: > 0, AccessKeyId.Length: > 0, AccessKeySecret.Length: > 0 }
            ? null
            : "info.odps needs endpoint, project, access_key_id and access_key_secret",
        _ => info.Database is { Endpoint.Length: > 0, Database.Length: > 0 } ? null : "info.database needs endpoint and database",
    };

    private DomainDataSource ToResource(CreateDataSourceRequest request)
    {
        DataSourceInfo? info = request.Info is { Localfs: { } local } given ? given with { Localfs = local with { Path = local.Path.TrimEnd('/') } } : request.Info;
        string name = request.DatasourceId.Length > 0 ? request.DatasourceId : $"{request.Type}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
        return new DomainDataSource
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Namespace = request.DomainId,
                Labels = new Dictionary<string, string> { [WellKnownLabels.DomainDataSourceType] = request.Type },
            },
            Spec = new DomainDataSourceSpec
            {
                Name = request.Name.Length > 0 ? request.Name : name,
                Type = request.Type,
                Uri = UriOf(info),
                AccessDirectly = request.AccessDirectly,
                InfoKey = request.InfoKey.Length > 0 ? request.InfoKey : null,
                Data = request.InfoKey.Length > 0 || info is null
                    ? null
                    : new Dictionary<string, string> { [EncryptedInfo] = DomainCipher.Encrypt(identity.PrivateKey, JsonSerializer.SerializeToUtf8Bytes(info, StoredInfoContext.Default.DataSourceInfo)) },
            },
        };
    }

    private static string UriOf(DataSourceInfo? info) => info switch
    {
        { Localfs: { } local } => local.Path,
        { Oss: { } oss } => $"{oss.Bucket.Trim('/')}/{oss.Prefix.Trim('/')}",
        { Odps: { } odps } => $"{odps.Endpoint}/{odps.Project}",
        _ => "",
    };

    private DataSourceMessage ToMessage(DomainDataSource source) => new()
    {
        DomainId = source.Metadata.Namespace ?? "",
        DatasourceId = source.Metadata.Name ?? "",
        Name = source.Spec?.Name ?? "",
        Type = source.Spec?.Type ?? "",
        InfoKey = source.Spec?.InfoKey ?? "",
        AccessDirectly = source.Spec?.AccessDirectly ?? false,
        Info = source.Spec?.Data is { } data && data.TryGetValue(EncryptedInfo, out string? encrypted)
            ? JsonSerializer.Deserialize(DomainCipher.Decrypt(identity.PrivateKey, encrypted), StoredInfoContext.Default.DataSourceInfo)
            : null,
    };
}
