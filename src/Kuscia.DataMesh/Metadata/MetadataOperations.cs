using Google.Protobuf.Reflection;
using Kuscia.Client.Resources;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.DataMesh;
using Api = Kuscia.Protos.KusciaApi;
using Stored = Kuscia.Model.Resources;

namespace Kuscia.DataMesh.Metadata;

/// <summary>What data the own domain has and where it is, for its tasks; grants made here are signed with the domain key.</summary>
internal sealed class MetadataOperations(IResourceClient client, DomainIdentity identity, DataSourceSecrets secrets, DataMeshOptions options)
{
    private const string Prefix = "/api/v1/datamesh/";
    private const string NoDataId = "domaindata id should not be empty";
    private const string NoGrantId = "domaindatagrant id should not be empty";

    private static readonly DataContract Codes = ErrorCodes.Data;
    private static readonly ServiceDescriptor Data = DomaindataReflection.Descriptor.Services[0];
    private static readonly ServiceDescriptor Sources = DomaindatasourceReflection.Descriptor.Services[0];
    private static readonly ServiceDescriptor Grants = DomaindatagrantReflection.Descriptor.Services[0];

    private readonly DomainDataStore _data = new(client, Codes);
    private readonly GrantStore _grants = new(client, Codes, identity.PrivateKey);
    private readonly DataSourceReader _sources = new(secrets);
    private readonly TaskOutputs _outputs = new(client, options.DomainId);

    public IEnumerable<Operation> All() =>
    [
        HealthOperation.Create(null, ErrorCodes.Unexpected, () => null),
        Operation.Create<CreateDomainDataRequest, CreateDomainDataResponse>(Prefix + "domaindata/create", Data, Codes.CreateData, CreateAsync),
        Operation.Create<UpdateDomainDataRequest, UpdateDomainDataResponse>(Prefix + "domaindata/update", Data, Codes.UpdateData, UpdateAsync),
        Operation.Create<DeleteDomainDataRequest, DeleteDomainDataResponse>(Prefix + "domaindata/delete", Data, Codes.DeleteData, DeleteAsync),
        Operation.Create<QueryDomainDataRequest, QueryDomainDataResponse>(Prefix + "domaindata/query", Data, Codes.QueryData, QueryAsync),
        Operation.Create<QueryDomainDataSourceRequest, QueryDomainDataSourceResponse>(Prefix + "domaindatasource/query", Sources, ErrorCodes.QueryDataSource, QuerySourceAsync),
        Operation.Create<CreateDomainDataGrantRequest, CreateDomainDataGrantResponse>(Prefix + "domaindatagrant/create", Grants, Codes.CreateGrant, CreateGrantAsync),
        Operation.Create<UpdateDomainDataGrantRequest, UpdateDomainDataGrantResponse>(Prefix + "domaindatagrant/update", Grants, Codes.UpdateGrant, UpdateGrantAsync),
        Operation.Create<DeleteDomainDataGrantRequest, DeleteDomainDataGrantResponse>(Prefix + "domaindatagrant/delete", Grants, Codes.DeleteGrant, DeleteGrantAsync),
        Operation.Create<QueryDomainDataGrantRequest, QueryDomainDataGrantResponse>(Prefix + "domaindatagrant/query", Grants, Codes.QueryGrant, QueryGrantAsync),
    ];

    private async Task<CreateDomainDataResponse> CreateAsync(CreateDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.RequireBare(request.Type == "report" ? null : RequestCheck.Filled(request.RelativeUri, "relative uri should not be empty"), RequestCheck.Filled(request.Type, "type should not be empty"));
        string? task = await _outputs.TaskOfAsync(caller, cancellationToken);
        Allow(await _outputs.FaultAsync(request, task, cancellationToken), Codes.CreateData);
        (string id, Protos.Status outcome) = await _data.CreateAsync(request, options.DomainId, task, cancellationToken);
        return new CreateDomainDataResponse { Status = outcome, Data = new CreateDomainDataResponseData { DomaindataId = id } };
    }

    private async Task<UpdateDomainDataResponse> UpdateAsync(UpdateDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.RequireBare(RequestCheck.Filled(request.DomaindataId, NoDataId));
        string? task = await _outputs.TaskOfAsync(caller, cancellationToken);
        Allow(await _outputs.FaultAsync(request, task, cancellationToken), Codes.UpdateData);
        return new UpdateDomainDataResponse { Status = await _data.UpdateAsync(request, options.DomainId, cancellationToken) };
    }

    private async Task<DeleteDomainDataResponse> DeleteAsync(DeleteDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.RequireBare(RequestCheck.Filled(request.DomaindataId, NoDataId));
        string? task = await _outputs.TaskOfAsync(caller, cancellationToken);
        Allow(await _outputs.FaultAsync(request.DomaindataId, task, cancellationToken), Codes.DeleteData);
        return new DeleteDomainDataResponse { Status = await _data.DeleteAsync(request.DomaindataId, options.DomainId, cancellationToken) };
    }

    private async Task<QueryDomainDataResponse> QueryAsync(QueryDomainDataRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.RequireBare(RequestCheck.Filled(request.DomaindataId, NoDataId));
        Stored.DomainData data = await _data.RequireAsync(request.DomaindataId, options.DomainId, cancellationToken);
        DomainData told = DomainDataMapping.ToMessage<DomainData>(data);
        told.Author = data.Spec?.Author ?? "";
        return new QueryDomainDataResponse { Data = told };
    }

    private async Task<CreateDomainDataGrantResponse> CreateGrantAsync(CreateDomainDataGrantRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.RequireBare(RequestCheck.Filled(request.DomaindataId, "domaindataid should not be empty"), RequestCheck.Filled(request.GrantDomain, "grantdomain not be empty"));
        string? task = await _outputs.TaskOfAsync(caller, cancellationToken);
        Allow(await _outputs.FaultAsync(request.DomaindataId, task, cancellationToken), Codes.CreateGrant);
        string id = await _grants.CreateAsync(request.As<Api.CreateDomainDataGrantRequest>(), options.DomainId, cancellationToken);
        return new CreateDomainDataGrantResponse { Data = new CreateDomainDataGrantResponseData { DomaindatagrantId = id } };
    }

    private async Task<UpdateDomainDataGrantResponse> UpdateGrantAsync(UpdateDomainDataGrantRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.RequireBare(RequestCheck.Filled(request.DomaindatagrantId, NoGrantId), RequestCheck.Filled(request.DomaindataId, NoDataId));
        string? task = await _outputs.TaskOfAsync(caller, cancellationToken);
        Allow(await _outputs.FaultAsync(request.DomaindataId, task, cancellationToken), Codes.UpdateGrant);
        return new UpdateDomainDataGrantResponse { Status = await _grants.UpdateAsync(request.As<Api.CreateDomainDataGrantRequest>(), options.DomainId, cancellationToken) };
    }

    private async Task<DeleteDomainDataGrantResponse> DeleteGrantAsync(DeleteDomainDataGrantRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.RequireBare(RequestCheck.Filled(request.DomaindatagrantId, NoGrantId));
        string? task = await _outputs.TaskOfAsync(caller, cancellationToken);
        Allow(await _outputs.GrantFaultAsync(request.DomaindatagrantId, task, cancellationToken), Codes.DeleteGrant);
        return new DeleteDomainDataGrantResponse { Status = await _grants.DeleteAsync(request.DomaindatagrantId, options.DomainId, cancellationToken) };
    }

    private async Task<QueryDomainDataGrantResponse> QueryGrantAsync(QueryDomainDataGrantRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.RequireBare(RequestCheck.Filled(request.DomaindatagrantId, "domaindatagrantid should not be empty"));
        Stored.DomainDataGrant grant = await _grants.RequireAsync(request.DomaindatagrantId, options.DomainId, cancellationToken);
        return new QueryDomainDataGrantResponse { Data = GrantMapping.ToMessage(grant).As<DomainDataGrantData>() };
    }

    private async Task<QueryDomainDataSourceResponse> QuerySourceAsync(QueryDomainDataSourceRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.RequireBare(RequestCheck.Filled(request.DatasourceId, "datasource id should not be empty"));
        Stored.DomainDataSource source = await client.GetAsync(Kinds.DomainDataSource, new ResourceName(options.DomainId, request.DatasourceId), cancellationToken)
            ?? throw new OperationFaultException(ErrorCodes.QueryDataSource, DataSourceReader.NotFound(request.DatasourceId));
        Api.DataSourceInfo info = await _sources.ReadAsync(source, ErrorCodes.QueryDataSource, cancellationToken)
            ?? throw new OperationFaultException(ErrorCodes.QueryDataSource, "datasource crd encryptedInfo field is not exist");
        return new QueryDomainDataSourceResponse
        {
            Data = new DomainDataSource
            {
                DatasourceId = source.Metadata.Name ?? "",
                Name = source.Spec?.Name ?? "",
                Type = source.Spec?.Type ?? "",
                Status = "Available",
                Info = info.As<DataSourceInfo>(),
                AccessDirectly = source.Spec?.AccessDirectly ?? false,
            },
        };
    }

    private static void Allow(string? fault, FailureCodes codes) => RequestCheck.First(codes.Otherwise, fault);
}
