using Kuscia.DataMesh.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Certificates;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Data;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.DataMesh.Metadata;

/// <summary>What data the own domain has and where it is, for its tasks; grants made here are signed with the domain key.</summary>
internal sealed class MetadataOperations(IResourceClient client, DomainIdentity identity, DataSourceSecrets secrets, DataMeshOptions options)
{
    private const string Prefix = "/api/v1/datamesh/";

    private static readonly MeshJsonContext Json = MeshJsonContext.Default;
    private static readonly DataContract Codes = ErrorCodes.Data;

    private readonly DomainDataStore _data = new(client, Codes);
    private readonly GrantStore _grants = new(client, Codes, identity.PrivateKey);
    private readonly DataSourceReader _sources = new(secrets);

    public IEnumerable<Operation> All() =>
    [
        HealthOperation.Create(Json, ErrorCodes.Unexpected, () => null),
        Operation.Create<WriteDomainDataRequest, DomainDataIdData>(Prefix + "domaindata/create", Json, Codes.CreateData, (r, _, ct) => _data.CreateAsync(r, options.DomainId, ct)),
        Operation.Create<WriteDomainDataRequest>(Prefix + "domaindata/update", Json, Codes.UpdateData, (r, _, ct) => _data.UpdateAsync(r, options.DomainId, ct)),
        Operation.Create<DomainDataKey>(Prefix + "domaindata/delete", Json, Codes.DeleteData, (r, _, ct) => _data.DeleteAsync(r, options.DomainId, ct)),
        Operation.Create<DomainDataKey, DomainDataMessage>(Prefix + "domaindata/query", Json, Codes.QueryData, (r, _, ct) => _data.QueryAsync(r, options.DomainId, ct)),
        Operation.Create<DataSourceKey, DataSourceMessage>(Prefix + "domaindatasource/query", Json, ErrorCodes.QueryDataSource, QuerySourceAsync),
        Operation.Create<WriteGrantRequest, GrantIdData>(Prefix + "domaindatagrant/create", Json, Codes.CreateGrant, (r, _, ct) => _grants.CreateAsync(r, options.DomainId, ct)),
        Operation.Create<WriteGrantRequest>(Prefix + "domaindatagrant/update", Json, Codes.UpdateGrant, (r, _, ct) => _grants.UpdateAsync(r, options.DomainId, ct)),
        Operation.Create<GrantKey>(Prefix + "domaindatagrant/delete", Json, Codes.DeleteGrant, (r, _, ct) => _grants.DeleteAsync(r, options.DomainId, ct)),
        Operation.Create<GrantKey, GrantDataMessage>(Prefix + "domaindatagrant/query", Json, Codes.QueryGrant, QueryGrantAsync),
    ];

    private async Task<Reply<DataSourceMessage>> QuerySourceAsync(DataSourceKey request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.Require(RequestCheck.Name("datasource_id", request.DatasourceId));
        DomainDataSource? source = await client.GetAsync(Kinds.DomainDataSource, new ResourceName(options.DomainId, request.DatasourceId), cancellationToken);
        return source is null
            ? Replies.Fail<DataSourceMessage>(ErrorCodes.QueryDataSource, DataSourceReader.NotFound(request.DatasourceId))
            : await _sources.ReadAsync(source, forTasks: true, ErrorCodes.QueryDataSource, cancellationToken);
    }

    private async Task<Reply<GrantDataMessage>> QueryGrantAsync(GrantKey request, Caller caller, CancellationToken cancellationToken) =>
        await _grants.FindAsync(request, options.DomainId, cancellationToken) is { } grant
            ? Replies.Of(GrantMapping.ToMessage(grant, forTasks: true))
            : Replies.Fail<GrantDataMessage>(ErrorCodes.GrantNotExists, GrantStore.NotFound(request.DomaindatagrantId));
}
