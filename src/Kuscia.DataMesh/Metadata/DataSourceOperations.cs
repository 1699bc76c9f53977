using System.Security.Cryptography;
using System.Text.Json;
using Kuscia.DataMesh.Http;
using Kuscia.DataMesh.Messages;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.DataMesh.Metadata;

/// <summary>Tells tasks where a data source is.</summary>
internal sealed class DataSourceOperations(IResourceClient client, DataSourceSecrets secrets, DataMeshOptions options)
{
    private const string DomainConfig = "domain-config";

    public IEnumerable<MeshOperation> All() =>
    [
        MeshOperation.Create("/api/v1/datamesh/domaindatasource/query", MeshJsonContext.Default.DataSourceKey, MeshJsonContext.Default.ReplyDataSourceMessage, QueryAsync),
    ];

    private async Task<Reply<DataSourceMessage>> QueryAsync(DataSourceKey request, CancellationToken cancellationToken)
    {
        RequestCheck.Given("datasource_id", request.DatasourceId);
        try
        {
            DomainDataSource? source = await client.GetAsync(Kinds.DomainDataSource, new ResourceName(options.DomainId, request.DatasourceId), cancellationToken);
            return source is null
                ? Replies.Fail<DataSourceMessage>(ErrorCodes.QueryDataSource, $"domaindatasources.kuscia.secretflow \"{request.DatasourceId}\" not found")
                : Replies.Of(await ToMessageAsync(source, cancellationToken));
        }
        catch (Exception e) when (e is ResourceException or CryptographicException or JsonException)
        {
            return Replies.Fail<DataSourceMessage>(ErrorCodes.QueryDataSource, $"data source {request.DatasourceId}: {e.Message}");
        }
    }

    private async Task<DataSourceMessage> ToMessageAsync(DomainDataSource source, CancellationToken cancellationToken) => new()
    {
        DatasourceId = source.Metadata.Name ?? "",
        Name = source.Spec?.Name ?? "",
        Type = source.Spec?.Type ?? "",
        Status = "Available",
        Info = source.Spec?.InfoKey is { Length: > 0 } key ? await ByKeyAsync(source, key, cancellationToken) : secrets.Decrypt(source),
        AccessDirectly = source.Spec?.AccessDirectly ?? false,
    };

    private async Task<DataSourceInfo?> ByKeyAsync(DomainDataSource source, string key, CancellationToken cancellationToken)
    {
        ConfigMap? map = await client.GetAsync(Kinds.ConfigMap, new ResourceName(options.DomainId, DomainConfig), cancellationToken);
        string? text = map?.Data?.GetValueOrDefault(key);
        return string.IsNullOrEmpty(text) ? throw new CryptographicException($"config entry '{key}', which holds its info, does not exist") : secrets.DecryptInner(source.Spec?.Type ?? "", text);
    }
}
