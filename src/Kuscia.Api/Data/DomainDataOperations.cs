using Kuscia.Api.Http;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Data;

/// <summary>Creates, changes, lists and deletes domaindata.</summary>
internal sealed class DomainDataOperations(IResourceClient client)
{
    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    public IEnumerable<ApiOperation> All() =>
    [
        ApiOperation.Create("/api/v1/domaindata/create", Json.WriteDomainDataRequest, Json.ReplyDomainDataIdData, CreateAsync),
        ApiOperation.Create("/api/v1/domaindata/update", Json.WriteDomainDataRequest, Json.Reply, UpdateAsync),
        ApiOperation.Create("/api/v1/domaindata/delete", Json.DomainDataKey, Json.Reply, DeleteAsync),
        ApiOperation.Create("/api/v1/domaindata/query", Json.QueryDomainDataRequest, Json.ReplyDomainDataMessage, QueryAsync),
        ApiOperation.Create("/api/v1/domaindata/list", Json.ListDomainDataRequest, Json.ReplyDomainDataListData, ListAsync),
    ];

    private async Task<Reply<DomainDataIdData>> CreateAsync(WriteDomainDataRequest request, CancellationToken cancellationToken)
    {
        string? fault = RequestCheck.First(
            RequestCheck.Name("domain_id", request.DomainId),
            request.DomaindataId.Length == 0 ? null : RequestCheck.Name("domaindata_id", request.DomaindataId),
            RequestCheck.Given("type", request.Type),
            RequestCheck.Given("relative_uri", request.RelativeUri));
        if (fault is not null)
        {
            return Replies.Fail<DomainDataIdData>(ErrorCodes.RequestInvalid, fault);
        }

        DomainData wanted = DomainDataMapping.ToResource(request);
        string id = wanted.Metadata.Name ?? "";
        if (await MissingSourceAsync(request.DomainId, wanted.Spec?.DataSource, cancellationToken) is { } missing)
        {
            return Replies.Fail<DomainDataIdData>(ErrorCodes.DataSourceNotExists, missing);
        }

        try
        {
            if (await client.GetAsync(Kinds.DomainData, wanted.Identity, cancellationToken) is not null)
            {
                Reply updated = await UpdateAsync(request, cancellationToken);
                return new Reply<DomainDataIdData> { Status = updated.Status, Data = updated.Status.Code == 0 ? new DomainDataIdData { DomaindataId = id } : null };
            }

            await client.CreateAsync(Kinds.DomainData, wanted, cancellationToken);
            return Replies.Of(new DomainDataIdData { DomaindataId = id });
        }
        catch (ResourceException e)
        {
            int code = e.IsAlreadyExists ? ErrorCodes.DomainDataExists : e.IsNotFound ? ErrorCodes.DomainNotExists : ErrorCodes.CreateDomainData;
            return Replies.Fail<DomainDataIdData>(code, e.Message);
        }
    }

    private async Task<Reply> UpdateAsync(WriteDomainDataRequest request, CancellationToken cancellationToken)
    {
        if (RequestCheck.First(RequestCheck.Name("domain_id", request.DomainId), RequestCheck.Name("domaindata_id", request.DomaindataId)) is { } fault)
        {
            return Replies.Fail(ErrorCodes.RequestInvalid, fault);
        }

        if (request.DatasourceId.Length > 0 && await MissingSourceAsync(request.DomainId, request.DatasourceId, cancellationToken) is { } missing)
        {
            return Replies.Fail(ErrorCodes.DataSourceNotExists, missing);
        }

        try
        {
            await client.PatchAsync(Kinds.DomainData, new ResourceName(request.DomainId, request.DomaindataId), DomainDataMapping.ToPatch(request), null, cancellationToken);
            return Reply.Ok;
        }
        catch (ResourceException e)
        {
            return Replies.Fail(e.IsNotFound ? ErrorCodes.DomainDataNotExists : ErrorCodes.PatchDomainData, e.Message);
        }
    }

    private async Task<Reply> DeleteAsync(DomainDataKey request, CancellationToken cancellationToken)
    {
        if (RequestCheck.First(RequestCheck.Name("domain_id", request.DomainId), RequestCheck.Name("domaindata_id", request.DomaindataId)) is { } fault)
        {
            return Replies.Fail(ErrorCodes.RequestInvalid, fault);
        }

        try
        {
            bool existed = await client.DeleteAsync(Kinds.DomainData, new ResourceName(request.DomainId, request.DomaindataId), null, cancellationToken);
            return existed ? Reply.Ok : Replies.Fail(ErrorCodes.DomainDataNotExists, NotFound(request.DomaindataId));
        }
        catch (ResourceException e)
        {
            return Replies.Fail(ErrorCodes.DeleteDomainData, e.Message);
        }
    }

    private async Task<Reply<DomainDataMessage>> QueryAsync(QueryDomainDataRequest request, CancellationToken cancellationToken)
    {
        DomainDataKey key = request.Data ?? new DomainDataKey();
        if (RequestCheck.First(RequestCheck.Name("data.domain_id", key.DomainId), RequestCheck.Name("data.domaindata_id", key.DomaindataId)) is { } fault)
        {
            return Replies.Fail<DomainDataMessage>(ErrorCodes.RequestInvalid, fault);
        }

        try
        {
            DomainData? data = await client.GetAsync(Kinds.DomainData, new ResourceName(key.DomainId, key.DomaindataId), cancellationToken);
            return data is null
                ? Replies.Fail<DomainDataMessage>(ErrorCodes.DomainDataNotExists, NotFound(key.DomaindataId))
                : Replies.Of(DomainDataMapping.ToMessage(data));
        }
        catch (ResourceException e)
        {
            return Replies.Fail<DomainDataMessage>(ErrorCodes.GetDomainData, e.Message);
        }
    }

    private async Task<Reply<DomainDataListData>> ListAsync(ListDomainDataRequest request, CancellationToken cancellationToken)
    {
        ListDomainDataFilter filter = request.Data ?? new ListDomainDataFilter();
        if (RequestCheck.Name("data.domain_id", filter.DomainId) is { } fault)
        {
            return Replies.Fail<DomainDataListData>(ErrorCodes.RequestInvalid, fault);
        }

        List<string> selectors = [];
        AddSelector(selectors, WellKnownLabels.DomainDataType, filter.DomaindataType);
        AddSelector(selectors, WellKnownLabels.DomainDataVendor, filter.DomaindataVendor);
        try
        {
            ListOptions options = new() { LabelSelector = selectors.Count == 0 ? null : string.Join(',', selectors) };
            ResourceList<DomainData> list = await client.ListAsync(Kinds.DomainData, filter.DomainId, options, cancellationToken);
            return Replies.Of(new DomainDataListData { DomaindataList = [.. list.Items.Select(DomainDataMapping.ToMessage)] });
        }
        catch (ResourceException e)
        {
            return Replies.Fail<DomainDataListData>(ErrorCodes.ListDomainData, e.Message);
        }
    }

    private async Task<string?> MissingSourceAsync(string domain, string? source, CancellationToken cancellationToken) =>
        await client.GetAsync(Kinds.DomainDataSource, new ResourceName(domain, source ?? ""), cancellationToken) is null
            ? $"domaindatasources.kuscia.secretflow \"{source}\" not found in domain {domain}"
            : null;

    private static void AddSelector(List<string> selectors, string label, string value)
    {
        if (value.Length > 0)
        {
            selectors.Add($"{label}={value}");
        }
    }

    private static string NotFound(string id) => $"domaindatas.kuscia.secretflow \"{id}\" not found";
}
