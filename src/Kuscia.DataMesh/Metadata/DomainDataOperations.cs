using Kuscia.DataMesh.Http;
using Kuscia.DataMesh.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.DataMesh.Metadata;

/// <summary>Tables, models and reports of the own domain, for its tasks.</summary>
internal sealed class DomainDataOperations(IResourceClient client, DataMeshOptions options)
{
    private static readonly MeshJsonContext Json = MeshJsonContext.Default;

    public IEnumerable<MeshOperation> All() =>
    [
        MeshOperation.Create("/api/v1/datamesh/domaindata/create", Json.WriteDomainDataRequest, Json.ReplyDomainDataKey, CreateAsync),
        MeshOperation.Create("/api/v1/datamesh/domaindata/update", Json.WriteDomainDataRequest, Json.Reply, UpdateAsync),
        MeshOperation.Create("/api/v1/datamesh/domaindata/delete", Json.DomainDataKey, Json.Reply, DeleteAsync),
        MeshOperation.Create("/api/v1/datamesh/domaindata/query", Json.DomainDataKey, Json.ReplyDomainDataMessage, QueryAsync),
    ];

    private ResourceName NameOf(string id) => new(options.DomainId, id);

    private async Task<Reply<DomainDataKey>> CreateAsync(WriteDomainDataRequest request, CancellationToken cancellationToken)
    {
        RequestCheck.Given("type", request.Type);
        if (request.Type != "report")
        {
            RequestCheck.Given("relative_uri", request.RelativeUri);
        }

        if (request.DomaindataId.Length > 0)
        {
            RequestCheck.Name("domaindata_id", request.DomaindataId);
        }

        string sourceId = request.DatasourceId.Length > 0 ? request.DatasourceId : WellKnownNames.DefaultDataSource;
        (DomainDataSource? source, string? fault) = await SourceAsync(sourceId, request, cancellationToken);
        if (source is null)
        {
            return Replies.Fail<DomainDataKey>(ErrorCodes.GetDataSource, fault ?? "");
        }

        DomainData data = DomainDataMapping.ToResource(request, options.DomainId, source);
        DomainDataKey key = new() { DomaindataId = data.Metadata.Name ?? "" };
        try
        {
            await client.CreateAsync(Kinds.DomainData, data, cancellationToken);
            return Replies.Of(key);
        }
        catch (ResourceException e) when (e.IsAlreadyExists && request.DomaindataId.Length > 0)
        {
            // Creating what exists is an update; its outcome is the caller's to know.
            Reply updated = await UpdateAsync(request, cancellationToken);
            return new Reply<DomainDataKey> { Status = updated.Status, Data = key };
        }
        catch (ResourceException e)
        {
            return Replies.Fail<DomainDataKey>(ErrorCodes.CreateDomainData, e.Message);
        }
    }

    private async Task<Reply> UpdateAsync(WriteDomainDataRequest request, CancellationToken cancellationToken)
    {
        RequestCheck.Name("domaindata_id", request.DomaindataId);
        if (request.DatasourceId.Length > 0)
        {
            (DomainDataSource? source, string? fault) = await SourceAsync(request.DatasourceId, request, cancellationToken);
            if (source is null)
            {
                return Replies.Fail(ErrorCodes.GetDataSource, fault ?? "");
            }
        }

        try
        {
            await client.PatchAsync(Kinds.DomainData, NameOf(request.DomaindataId), DomainDataMapping.ToPatch(request), null, cancellationToken);
            return Reply.Ok;
        }
        catch (ResourceException e)
        {
            return Replies.Fail(e.IsNotFound ? ErrorCodes.GetDomainData : ErrorCodes.PatchDomainData, e.Message);
        }
    }

    private async Task<Reply> DeleteAsync(DomainDataKey request, CancellationToken cancellationToken)
    {
        RequestCheck.Name("domaindata_id", request.DomaindataId);
        try
        {
            return await client.DeleteAsync(Kinds.DomainData, NameOf(request.DomaindataId), null, cancellationToken)
                ? Reply.Ok
                : Replies.Fail(ErrorCodes.DeleteDomainData, NotFound(request.DomaindataId));
        }
        catch (ResourceException e)
        {
            return Replies.Fail(ErrorCodes.DeleteDomainData, e.Message);
        }
    }

    private async Task<Reply<DomainDataMessage>> QueryAsync(DomainDataKey request, CancellationToken cancellationToken)
    {
        RequestCheck.Name("domaindata_id", request.DomaindataId);
        try
        {
            DomainData? data = await client.GetAsync(Kinds.DomainData, NameOf(request.DomaindataId), cancellationToken);
            return data is null
                ? Replies.Fail<DomainDataMessage>(ErrorCodes.QueryDomainData, NotFound(request.DomaindataId))
                : Replies.Of(DomainDataMapping.ToMessage(data));
        }
        catch (ResourceException e)
        {
            return Replies.Fail<DomainDataMessage>(ErrorCodes.QueryDomainData, e.Message);
        }
    }

    private async Task<(DomainDataSource? Source, string? Fault)> SourceAsync(string id, WriteDomainDataRequest request, CancellationToken cancellationToken)
    {
        DomainDataSource? source = await client.GetAsync(Kinds.DomainDataSource, NameOf(id), cancellationToken);
        if (source is null)
        {
            return (null, $"domaindatasources.kuscia.secretflow \"{id}\" not found");
        }

        // An application that reads the source itself knows its types best.
        string type = source.Spec?.Type ?? "";
        ColumnMessage? odd = source.Spec?.AccessDirectly == true ? null : request.Columns.FirstOrDefault(c => !ColumnTypes.IsSupported(type, c.Type));
        return odd is null ? (source, null) : (null, $"column \"{odd.Name}\" has type \"{odd.Type}\", which data sources of type {type} do not support");
    }

    private static string NotFound(string id) => $"domaindatas.kuscia.secretflow \"{id}\" not found";
}
