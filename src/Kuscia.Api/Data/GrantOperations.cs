using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using Status = Kuscia.Protos.Status;
using Stored = Kuscia.Model.Resources;

namespace Kuscia.Api.Data;

/// <summary>Grants of data to other domains.</summary>
internal sealed class GrantOperations(IResourceClient client)
{
    private const string Prefix = "/api/v1/domaindatagrant/";

    private static readonly ServiceDescriptor Service = DomaindatagrantReflection.Descriptor.Services[0];
    private static readonly DataContract Codes = ErrorCodes.Data;

    private readonly GrantStore _grants = new(client, Codes, signingKey: null);

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<CreateDomainDataGrantRequest, CreateDomainDataGrantResponse>(Prefix + "create", Service, Codes.CreateGrant, CreateAsync),
        Operation.Create<UpdateDomainDataGrantRequest, UpdateDomainDataGrantResponse>(Prefix + "update", Service, Codes.UpdateGrant, UpdateAsync),
        Operation.Create<DeleteDomainDataGrantRequest, DeleteDomainDataGrantResponse>(Prefix + "delete", Service, Codes.DeleteGrant, DeleteAsync),
        Operation.Create<QueryDomainDataGrantRequest, QueryDomainDataGrantResponse>(Prefix + "query", Service, Codes.QueryGrant, QueryAsync),
        Operation.Create<BatchQueryDomainDataGrantRequest, BatchQueryDomainDataGrantResponse>(Prefix + "batchQuery", Service, ErrorCodes.QueryGrant, BatchAsync),
        Operation.Create<ListDomainDataGrantRequest, ListDomainDataGrantResponse>(Prefix + "list", Service, ErrorCodes.ListDomainData, ListAsync),
    ];

    private async Task<CreateDomainDataGrantResponse> CreateAsync(CreateDomainDataGrantRequest request, Caller caller, CancellationToken cancellationToken) =>
        new() { Data = new CreateDomainDataGrantResponseData { DomaindatagrantId = await _grants.CreateAsync(Checked(request), request.DomainId, cancellationToken) } };

    private async Task<UpdateDomainDataGrantResponse> UpdateAsync(UpdateDomainDataGrantRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(RequestCheck.Filled(request.DomaindatagrantId, "grantdomainid can't be null"));
        return new() { Status = await _grants.UpdateAsync(Checked(request.As<CreateDomainDataGrantRequest>()), request.DomainId, cancellationToken) };
    }

    private async Task<DeleteDomainDataGrantResponse> DeleteAsync(DeleteDomainDataGrantRequest request, Caller caller, CancellationToken cancellationToken) =>
        new() { Status = await _grants.DeleteAsync(request.DomaindatagrantId, request.DomainId, cancellationToken) };

    private async Task<QueryDomainDataGrantResponse> QueryAsync(QueryDomainDataGrantRequest request, Caller caller, CancellationToken cancellationToken) =>
        new() { Data = ToMessage(await _grants.RequireAsync(request.DomaindatagrantId, request.DomainId, cancellationToken)) };

    // Always one answer per item: a failed one is an empty object, and the details tell its status.
    private async Task<BatchQueryDomainDataGrantResponse> BatchAsync(BatchQueryDomainDataGrantRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(request.Data.Count == 0 ? "BatchQueryDomainDataGrant.data can't be null" : null);
        BatchQueryDomainDataGrantResponse reply = new();
        List<Status> details = [];
        foreach (QueryDomainDataGrantRequestData key in request.Data)
        {
            (DomainDataGrant grant, Status detail) = await OneAsync(key, cancellationToken);
            reply.Data.Add(grant);
            details.Add(detail);
        }

        int failed = details.Count(d => d.Code != 0);
        int empty = details.Count(d => d.Code == ErrorCodes.RequestInvalid);
        reply.Status = failed == 0
            ? Outcome.Success()
            : Outcome.Failure(ErrorCodes.QueryGrant, $"BatchQuery has error. Empty/Error/Total({empty}/{failed - empty}/{details.Count})");
        reply.Status.Details.Add(failed == 0 ? [] : details.Select(d => Any.Pack(d)));
        return reply;
    }

    private async Task<(DomainDataGrant Grant, Status Detail)> OneAsync(QueryDomainDataGrantRequestData key, CancellationToken cancellationToken)
    {
        if (key.DomainId.Length == 0 && key.DomaindatagrantId.Length == 0)
        {
            return (new DomainDataGrant(), Outcome.Failure(ErrorCodes.RequestInvalid, "QueryDomainDataGrantRequestData can't be null"));
        }

        try
        {
            return (ToMessage(await _grants.RequireAsync(key.DomaindatagrantId, key.DomainId, cancellationToken)), Outcome.Success());
        }
        catch (OperationFaultException e)
        {
            return (new DomainDataGrant(), Outcome.Failure(e.Code, e.Message));
        }
        catch (Exception e) when (e is ResourceException or RequestFaultException)
        {
            return (new DomainDataGrant(), Outcome.Failure(e is ResourceException ? ErrorCodes.QueryGrant : ErrorCodes.RequestInvalid, e.Message));
        }
    }

    private async Task<ListDomainDataGrantResponse> ListAsync(ListDomainDataGrantRequest request, Caller caller, CancellationToken cancellationToken)
    {
        ListDomainDataGrantRequestData filter = request.Data ?? new ListDomainDataGrantRequestData();
        RequestCheck.First(RequestCheck.Filled(filter.DomainId, "domain id can not be empty"));
        RequestCheck.First(ErrorCodes.ListDomainData, LabelFilter.Check("data.grant_domain", filter.GrantDomain), LabelFilter.Check("data.domaindata_vendor", filter.DomaindataVendor));
        string? selector = LabelFilter.Of((WellKnownLabels.DomainDataGrantDomain, filter.GrantDomain), (WellKnownLabels.DomainDataGrantVendor, filter.DomaindataVendor));
        ResourceList<Stored.DomainDataGrant> list = await client.ListAsync(Kinds.DomainDataGrant, filter.DomainId, new ListOptions { LabelSelector = selector }, cancellationToken);
        return new ListDomainDataGrantResponse { Data = new DomainDataGrantList { DomaindatagrantList = { list.Items.Select(ToMessage) } } };
    }

    private static CreateDomainDataGrantRequest Checked(CreateDomainDataGrantRequest request)
    {
        RequestCheck.First(
            RequestCheck.Filled(request.GrantDomain, "grantdomain can't be null"),
            RequestCheck.Filled(request.DomaindataId, "domaindataid can't be null"));
        return request;
    }

    // The originals tell less here than over DataMesh.
    private static DomainDataGrantData Told(Stored.DomainDataGrant grant)
    {
        DomainDataGrantData told = GrantMapping.ToMessage(grant);
        told.DomainId = "";
        told.Signature = "";
        return told;
    }

    private static DomainDataGrant ToMessage(Stored.DomainDataGrant grant) => new()
    {
        Data = Told(grant),
        Status = new DomainDataGrantStatus
        {
            Phase = grant.Status?.Phase ?? "",
            Message = grant.Status?.Message ?? "",
            Records =
            {
                (grant.Status?.UseRecords ?? []).Select(r => new UseRecord
                {
                    UseTime = r.UseTime is { } time ? GrantMapping.Nanoseconds(time) : 0,
                    GrantDomain = r.GrantDomain ?? "",
                    Component = r.Component ?? "",
                    Output = r.Output ?? "",
                }),
            },
        },
    };
}
