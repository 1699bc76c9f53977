using Kuscia.DataMesh.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;
using Kuscia.Runtime.Certificates;
using Kuscia.Runtime.Client;

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
    private readonly TaskOutputs _outputs = new(client, options.DomainId);

    public IEnumerable<Operation> All() =>
    [
        HealthOperation.Create(Json, ErrorCodes.Unexpected, () => null),
        Operation.Create<WriteDomainDataRequest, DomainDataIdData>(Prefix + "domaindata/create", Json, Codes.CreateData, CreateAsync),
        Operation.Create<WriteDomainDataRequest>(Prefix + "domaindata/update", Json, Codes.UpdateData, UpdateAsync),
        Operation.Create<DomainDataKey>(Prefix + "domaindata/delete", Json, Codes.DeleteData, DeleteAsync),
        Operation.Create<DomainDataKey, DomainDataMessage>(Prefix + "domaindata/query", Json, Codes.QueryData, (r, _, ct) => _data.QueryAsync(r, options.DomainId, ct)),
        Operation.Create<DataSourceKey, DataSourceMessage>(Prefix + "domaindatasource/query", Json, ErrorCodes.QueryDataSource, QuerySourceAsync),
        Operation.Create<WriteGrantRequest, GrantIdData>(Prefix + "domaindatagrant/create", Json, Codes.CreateGrant, CreateGrantAsync),
        Operation.Create<WriteGrantRequest>(Prefix + "domaindatagrant/update", Json, Codes.UpdateGrant, UpdateGrantAsync),
        Operation.Create<GrantKey>(Prefix + "domaindatagrant/delete", Json, Codes.DeleteGrant, DeleteGrantAsync),
        Operation.Create<GrantKey, GrantDataMessage>(Prefix + "domaindatagrant/query", Json, Codes.QueryGrant, QueryGrantAsync),
    ];

    private async Task<Reply<DomainDataIdData>> CreateAsync(WriteDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        string? task = await _outputs.TaskOfAsync(caller, cancellationToken);
        return await _outputs.FaultAsync(request, task, cancellationToken) is { } fault
            ? Replies.Fail<DomainDataIdData>(Codes.CreateData.Otherwise, fault)
            : await _data.CreateAsync(request, options.DomainId, task, cancellationToken);
    }

    private async Task<Reply> UpdateAsync(WriteDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        string? task = await _outputs.TaskOfAsync(caller, cancellationToken);
        return await _outputs.FaultAsync(request, task, cancellationToken) is { } fault
            ? Replies.Fail(Codes.UpdateData.Otherwise, fault)
            : await _data.UpdateAsync(request, options.DomainId, cancellationToken);
    }

    private async Task<Reply> DeleteAsync(DomainDataKey key, Caller caller, CancellationToken cancellationToken)
    {
        string? task = await _outputs.TaskOfAsync(caller, cancellationToken);
        return await _outputs.FaultAsync(key.DomaindataId, task, cancellationToken) is { } fault
            ? Replies.Fail(Codes.DeleteData.Otherwise, fault)
            : await _data.DeleteAsync(key, options.DomainId, cancellationToken);
    }

    private async Task<Reply<GrantIdData>> CreateGrantAsync(WriteGrantRequest request, Caller caller, CancellationToken cancellationToken)
    {
        string? task = await _outputs.TaskOfAsync(caller, cancellationToken);
        return await _outputs.FaultAsync(request.DomaindataId, task, cancellationToken) is { } fault
            ? Replies.Fail<GrantIdData>(Codes.CreateGrant.Otherwise, fault)
            : await _grants.CreateAsync(request, options.DomainId, cancellationToken);
    }

    private async Task<Reply> UpdateGrantAsync(WriteGrantRequest request, Caller caller, CancellationToken cancellationToken)
    {
        string? task = await _outputs.TaskOfAsync(caller, cancellationToken);
        return await _outputs.FaultAsync(request.DomaindataId, task, cancellationToken) is { } fault
            ? Replies.Fail(Codes.UpdateGrant.Otherwise, fault)
            : await _grants.UpdateAsync(request, options.DomainId, cancellationToken);
    }

    private async Task<Reply> DeleteGrantAsync(GrantKey key, Caller caller, CancellationToken cancellationToken)
    {
        string? task = await _outputs.TaskOfAsync(caller, cancellationToken);
        return await _outputs.GrantFaultAsync(key.DomaindatagrantId, task, cancellationToken) is { } fault
            ? Replies.Fail(Codes.DeleteGrant.Otherwise, fault)
            : await _grants.DeleteAsync(key, options.DomainId, cancellationToken);
    }

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
