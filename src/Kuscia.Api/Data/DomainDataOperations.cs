using Google.Protobuf.Reflection;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using Status = Kuscia.Protos.Status;
using Stored = Kuscia.Model.Resources;

namespace Kuscia.Api.Data;

/// <summary>Tables, models and reports of any domain of this control plane.</summary>
internal sealed class DomainDataOperations(IResourceClient client, DataSourceSecrets secrets, KusciaApiOptions options)
{
    private const string Prefix = "/api/v1/domaindata/";

    private static readonly ServiceDescriptor Service = DomaindataReflection.Descriptor.Services[0];
    private static readonly DataContract Codes = ErrorCodes.Data;

    private readonly DomainDataStore _data = new(client, Codes);
    private readonly RawData _raw = new(client, secrets, options);

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<CreateDomainDataRequest, CreateDomainDataResponse>(Prefix + "create", Service, Codes.CreateData, CreateAsync),
        Operation.Create<UpdateDomainDataRequest, UpdateDomainDataResponse>(Prefix + "update", Service, Codes.UpdateData, UpdateAsync),
        Operation.Create<DeleteDomainDataRequest, DeleteDomainDataResponse>(Prefix + "delete", Service, Codes.DeleteData, DeleteAsync),
        Operation.Create<DeleteDomainDataRequest, DeleteDomainDataResponse>(Prefix + "deleteDataAndRaw", Service, Codes.DeleteData, DeleteWithRawAsync, "DeleteDomainDataAndRaw"),
        Operation.Create<QueryDomainDataRequest, QueryDomainDataResponse>(Prefix + "query", Service, Codes.QueryData, QueryAsync),
        Operation.Create<BatchQueryDomainDataRequest, BatchQueryDomainDataResponse>(Prefix + "batchQuery", Service, ErrorCodes.GetDomainData, BatchAsync),
        Operation.Create<ListDomainDataRequest, ListDomainDataResponse>(Prefix + "list", Service, ErrorCodes.ListDomainData, ListAsync),
    ];

    private async Task<CreateDomainDataResponse> CreateAsync(CreateDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        caller.Require(request.DomainId, "data");
        (string id, Status outcome) = await _data.CreateAsync(request, request.DomainId, null, cancellationToken);
        return new CreateDomainDataResponse { Status = outcome, Data = new CreateDomainDataResponseData { DomaindataId = id } };
    }

    private async Task<UpdateDomainDataResponse> UpdateAsync(UpdateDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        caller.Require(request.DomainId, "data");
        return new UpdateDomainDataResponse { Status = await _data.UpdateAsync(request, request.DomainId, cancellationToken) };
    }

    private async Task<DeleteDomainDataResponse> DeleteAsync(DeleteDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        caller.Require(request.DomainId, "data");
        return new DeleteDomainDataResponse { Status = await _data.DeleteAsync(request.DomaindataId, request.DomainId, cancellationToken) };
    }

    private async Task<DeleteDomainDataResponse> DeleteWithRawAsync(DeleteDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        caller.Require(request.DomainId, "data");
        await _raw.DeleteAsync(await _data.RequireAsync(request.DomaindataId, request.DomainId, cancellationToken), cancellationToken);
        return new DeleteDomainDataResponse { Status = await _data.DeleteAsync(request.DomaindataId, request.DomainId, cancellationToken) };
    }

    private async Task<QueryDomainDataResponse> QueryAsync(QueryDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        QueryDomainDataRequestData key = request.Data ?? throw new RequestFaultException("Field \"data\" is required: {\"data\":{\"domain_id\":…,\"domaindata_id\":…}}");
        caller.Require(key.DomainId, "data");
        return new QueryDomainDataResponse { Data = ToMessage(await _data.RequireAsync(key.DomaindataId, key.DomainId, cancellationToken)) };
    }

    // What does not exist is left out, so the answer may be shorter than the question.
    private async Task<BatchQueryDomainDataResponse> BatchAsync(BatchQueryDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.Require(request.Data.Count == 0 ? "Field \"data\" must name at least one domaindata" : null);
        DomainDataList found = new();
        foreach (QueryDomainDataRequestData key in request.Data)
        {
            caller.Require(key.DomainId, "data");
            if (await _data.FindAsync(key.DomaindataId, key.DomainId, cancellationToken) is { } data)
            {
                found.DomaindataList.Add(ToMessage(data));
            }
        }

        return new BatchQueryDomainDataResponse { Data = found };
    }

    private async Task<ListDomainDataResponse> ListAsync(ListDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        ListDomainDataRequestData filter = request.Data ?? new ListDomainDataRequestData();
        RequestCheck.Require(
            RequestCheck.Name("data.domain_id", filter.DomainId),
            LabelFilter.Check("data.domaindata_type", filter.DomaindataType),
            LabelFilter.Check("data.domaindata_vendor", filter.DomaindataVendor));
        caller.Require(filter.DomainId, "data");
        string? selector = LabelFilter.Of((WellKnownLabels.DomainDataType, filter.DomaindataType), (WellKnownLabels.DomainDataVendor, filter.DomaindataVendor));
        ResourceList<Stored.DomainData> list = await client.ListAsync(Kinds.DomainData, filter.DomainId, new ListOptions { LabelSelector = selector }, cancellationToken);
        return new ListDomainDataResponse { Data = new DomainDataList { DomaindataList = { list.Items.Select(ToMessage) } } };
    }

    private static DomainData ToMessage(Stored.DomainData data)
    {
        DomainData message = DomainDataMapping.ToMessage<DomainData>(data);
        message.DomainId = data.Metadata.Namespace ?? "";
        message.Author = data.Spec?.Author ?? "";
        message.Status = "Available";
        return message;
    }
}
