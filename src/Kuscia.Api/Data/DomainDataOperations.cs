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
    private const string NoData = "request data should not be nil";
    private const string NoDomain = "request domainID should not be empty";

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
        RequestCheck.First(
            RequestCheck.Filled(request.DomainId, "request domain id can not be empty"),
            RequestCheck.Filled(request.Type, "request type can not be empty"),
            RequestCheck.Filled(request.RelativeUri, "request relative uri can not be empty"));
        RequireOwn(caller, request.DomainId);
        (string id, Status outcome) = await _data.CreateAsync(request, request.DomainId, null, cancellationToken);
        return new CreateDomainDataResponse { Status = outcome, Data = new CreateDomainDataResponseData { DomaindataId = id } };
    }

    private async Task<UpdateDomainDataResponse> UpdateAsync(UpdateDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        DomainDataStore.RequireNamed(request.DomaindataId, request.DomainId);
        RequireOwn(caller, request.DomainId);
        return new UpdateDomainDataResponse { Status = await _data.UpdateAsync(request, request.DomainId, cancellationToken) };
    }

    private async Task<DeleteDomainDataResponse> DeleteAsync(DeleteDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        DomainDataStore.RequireNamed(request.DomaindataId, request.DomainId);
        RequireOwn(caller, request.DomainId);
        return new DeleteDomainDataResponse { Status = await _data.DeleteAsync(request.DomaindataId, request.DomainId, cancellationToken) };
    }

    private async Task<DeleteDomainDataResponse> DeleteWithRawAsync(DeleteDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        DomainDataStore.RequireNamed(request.DomaindataId, request.DomainId);
        RequireOwn(caller, request.DomainId);
        await _raw.DeleteAsync(await _data.RequireAsync(request.DomaindataId, request.DomainId, cancellationToken), cancellationToken);
        return new DeleteDomainDataResponse { Status = await _data.DeleteAsync(request.DomaindataId, request.DomainId, cancellationToken) };
    }

    private async Task<QueryDomainDataResponse> QueryAsync(QueryDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        QueryDomainDataRequestData key = request.Data ?? new QueryDomainDataRequestData();
        DomainDataStore.RequireNamed(key.DomaindataId, key.DomainId);
        RequireOwn(caller, key.DomainId);
        return new QueryDomainDataResponse { Data = ToMessage(await _data.RequireAsync(key.DomaindataId, key.DomainId, cancellationToken)) };
    }

    // What does not exist is left out, so the answer may be shorter than the question.
    private async Task<BatchQueryDomainDataResponse> BatchAsync(BatchQueryDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.RequireBare(request.Data.Count > 0 ? null : NoData);
        RequestCheck.RequireBare(request.Data.All(d => d.DomainId.Length > 0) ? null : NoDomain);
        RequestCheck.RequireBare(request.Data.All(d => d.DomaindataId.Length > 0) ? null : "request domainDataID should not be empty");
        DomainDataList found = new();
        foreach (QueryDomainDataRequestData key in request.Data)
        {
            RequireOwn(caller, key.DomainId);
            if (await _data.FindAsync(key.DomaindataId, key.DomainId, cancellationToken) is { } data)
            {
                found.DomaindataList.Add(ToMessage(data));
            }
        }

        return new BatchQueryDomainDataResponse { Data = found };
    }

    private async Task<ListDomainDataResponse> ListAsync(ListDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.RequireBare(request.Data is null ? NoData : RequestCheck.Filled(request.Data.DomainId, NoDomain));
        ListDomainDataRequestData filter = request.Data ?? new ListDomainDataRequestData();
        RequireOwn(caller, filter.DomainId);
        RequestCheck.First(ErrorCodes.ListDomainData, LabelFilter.Check("data.domaindata_type", filter.DomaindataType), LabelFilter.Check("data.domaindata_vendor", filter.DomaindataVendor));
        string? selector = LabelFilter.Of((WellKnownLabels.DomainDataType, filter.DomaindataType), (WellKnownLabels.DomainDataVendor, filter.DomaindataVendor));
        ResourceList<Stored.DomainData> list = await client.ListAsync(Kinds.DomainData, filter.DomainId, new ListOptions { LabelSelector = selector }, cancellationToken);
        return new ListDomainDataResponse { Data = new DomainDataList { DomaindataList = { list.Items.Select(ToMessage) } } };
    }

    private void RequireOwn(Caller caller, string domain)
    {
        RequestCheck.First(options.Gateway is not null && domain != options.DomainId
            ? $"kuscia lite api could only operate it's own domaindata, the domainid of request must be {options.DomainId}, not {RequestCheck.Shown(domain)}"
            : null);
        caller.Require(domain, $"domain's kusciaAPI could only operate its own DomainData, request.DomainID must be {caller.Domain} not {domain}");
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
