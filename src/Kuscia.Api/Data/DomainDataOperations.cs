using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;
using Kuscia.Runtime.Client;

namespace Kuscia.Api.Data;

/// <summary>Tables, models and reports of any domain of this control plane.</summary>
internal sealed class DomainDataOperations(IResourceClient client, DataSourceSecrets secrets, KusciaApiOptions options)
{
    private const string Prefix = "/api/v1/domaindata/";

    private static readonly ApiJsonContext Json = ApiJsonContext.Default;
    private static readonly DataContract Codes = ErrorCodes.Data;

    private readonly DomainDataStore _data = new(client, Codes);
    private readonly RawData _raw = new(client, secrets, options);

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<WriteDomainDataRequest, DomainDataIdData>(Prefix + "create", Json, Codes.CreateData, CreateAsync),
        Operation.Create<WriteDomainDataRequest>(Prefix + "update", Json, Codes.UpdateData, UpdateAsync),
        Operation.Create<DomainDataKey>(Prefix + "delete", Json, Codes.DeleteData, DeleteAsync),
        Operation.Create<DomainDataKey>(Prefix + "deleteDataAndRaw", Json, Codes.DeleteData, DeleteWithRawAsync),
        Operation.Create<QueryDomainDataRequest, DomainDataMessage>(Prefix + "query", Json, Codes.QueryData, QueryAsync),
        Operation.Create<BatchQueryDomainDataRequest, DomainDataListData>(Prefix + "batchQuery", Json, ErrorCodes.GetDomainData, BatchAsync),
        Operation.Create<ListDomainDataRequest, DomainDataListData>(Prefix + "list", Json, ErrorCodes.ListDomainData, ListAsync),
    ];

    private Task<Reply<DomainDataIdData>> CreateAsync(WriteDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        caller.Require(request.DomainId, "data");
        return _data.CreateAsync(request, request.DomainId, cancellationToken);
    }

    private Task<Reply> UpdateAsync(WriteDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        caller.Require(request.DomainId, "data");
        return _data.UpdateAsync(request, request.DomainId, cancellationToken);
    }

    private Task<Reply> DeleteAsync(DomainDataKey request, Caller caller, CancellationToken cancellationToken)
    {
        caller.Require(request.DomainId, "data");
        return _data.DeleteAsync(request, request.DomainId, cancellationToken);
    }

    private async Task<Reply> DeleteWithRawAsync(DomainDataKey request, Caller caller, CancellationToken cancellationToken)
    {
        caller.Require(request.DomainId, "data");
        DomainData data = await _data.FindAsync(request, request.DomainId, cancellationToken)
            ?? throw new OperationFaultException(ErrorCodes.DomainDataNotExists, DomainDataStore.NotFound(request.DomaindataId));
        await _raw.DeleteAsync(data, cancellationToken);
        return await _data.DeleteAsync(request, request.DomainId, cancellationToken);
    }

    private Task<Reply<DomainDataMessage>> QueryAsync(QueryDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        DomainDataKey key = request.Data ?? throw new RequestFaultException("Field \"data\" is required: {\"data\":{\"domain_id\":…,\"domaindata_id\":…}}");
        caller.Require(key.DomainId, "data");
        return _data.QueryAsync(key, key.DomainId, cancellationToken);
    }

    // What does not exist is left out, so the answer may be shorter than the question.
    private async Task<Reply<DomainDataListData>> BatchAsync(BatchQueryDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.Require(request.Data.Count == 0 ? "Field \"data\" must name at least one domaindata" : null);
        List<DomainDataMessage> found = [];
        foreach (DomainDataKey key in request.Data)
        {
            caller.Require(key.DomainId, "data");
            if (await _data.FindAsync(key, key.DomainId, cancellationToken) is { } data)
            {
                found.Add(DomainDataMapping.ToMessage(data, forTasks: false));
            }
        }

        return Replies.Of(new DomainDataListData { DomaindataList = found });
    }

    private async Task<Reply<DomainDataListData>> ListAsync(ListDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        ListDomainDataFilter filter = request.Data ?? new ListDomainDataFilter();
        RequestCheck.Require(
            RequestCheck.Name("data.domain_id", filter.DomainId),
            LabelFilter.Check("data.domaindata_type", filter.DomaindataType),
            LabelFilter.Check("data.domaindata_vendor", filter.DomaindataVendor));
        caller.Require(filter.DomainId, "data");
        string? selector = LabelFilter.Of((WellKnownLabels.DomainDataType, filter.DomaindataType), (WellKnownLabels.DomainDataVendor, filter.DomaindataVendor));
        ResourceList<DomainData> list = await client.ListAsync(Kinds.DomainData, filter.DomainId, new ListOptions { LabelSelector = selector }, cancellationToken);
        return Replies.Of(new DomainDataListData { DomaindataList = [.. list.Items.Select(d => DomainDataMapping.ToMessage(d, forTasks: false))] });
    }
}
