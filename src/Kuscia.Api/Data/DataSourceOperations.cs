using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using DomainDataSource = Kuscia.Model.Resources.DomainDataSource;

namespace Kuscia.Api.Data;

/// <summary>Data sources of the own domain; their credentials are stored encrypted with the domain key.</summary>
internal sealed class DataSourceOperations(IResourceClient client, DataSourceSecrets secrets, KusciaApiOptions options)
{
    private const string Prefix = "/api/v1/domaindatasource/";
    private const string NoId = "domain data source id can not be empty";

    private static readonly ServiceDescriptor Service = DomaindatasourceReflection.Descriptor.Services[0];

    private readonly DataSourceReader _reader = new(secrets);
    private readonly DataSourceMapping _mapping = new(secrets);

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<CreateDomainDataSourceRequest, CreateDomainDataSourceResponse>(
            Prefix + "create", Service, new FailureCodes(ErrorCodes.CreateDataSource) { NotFound = ErrorCodes.DomainNotExists }, CreateAsync),
        Operation.Create<UpdateDomainDataSourceRequest, UpdateDomainDataSourceResponse>(
            Prefix + "update", Service, new FailureCodes(ErrorCodes.UpdateDataSource) { NotFound = ErrorCodes.DataSourceNotExists }, UpdateAsync),
        Operation.Create<DeleteDomainDataSourceRequest, DeleteDomainDataSourceResponse>(Prefix + "delete", Service, ErrorCodes.DeleteDataSource, DeleteAsync),
        Operation.Create<QueryDomainDataSourceRequest, QueryDomainDataSourceResponse>(Prefix + "query", Service, ErrorCodes.QueryDataSource, QueryAsync),
        Operation.Create<BatchQueryDomainDataSourceRequest, BatchQueryDomainDataSourceResponse>(Prefix + "batchQuery", Service, ErrorCodes.BatchQueryDataSource, BatchAsync),
        Operation.Create<ListDomainDataSourceRequest, ListDomainDataSourceResponse>(Prefix + "list", Service, ErrorCodes.ListDataSource, ListAsync),
    ];

    private async Task<CreateDomainDataSourceResponse> CreateAsync(CreateDomainDataSourceRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(OwnDomain(request.DomainId), RequestCheck.NameIfGiven("datasource_id", request.DatasourceId), DataSourceInfoCheck.Type(request.Type));
        DataSourceInfo? named = null;
        if (request.InfoKey is { Length: > 0 } key)
        {
            named = await EntryAsync(request.Type, key, ErrorCodes.CreateDataSource, cancellationToken);
        }
        else if (request.Info is { } info)
        {
            RequestCheck.First(ErrorCodes.CreateDataSource, DataSourceInfoCheck.HasDatabase(request.Type, info) ? null : "parse data source failed, invalid datasource info");
            RequestCheck.First(DataSourceInfoCheck.Check(request.Type, info));
        }
        else
        {
            throw new OperationFaultException(ErrorCodes.CreateDataSource, "domain data source info key and info all empty");
        }

        DomainDataSource source = _mapping.ToResource(request, named);
        try
        {
            await client.CreateAsync(Kinds.DomainDataSource, source, cancellationToken);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            // The generic code for "exists" is what clients of this call test for.
            throw new OperationFaultException(ErrorCodes.CreateDataSource, $"domaindatasource {source.Metadata.Name} already exist");
        }

        return new CreateDomainDataSourceResponse { Data = new CreateDomainDataSourceResponseData { DatasourceId = source.Metadata.Name ?? "" } };
    }

    private async Task<UpdateDomainDataSourceResponse> UpdateAsync(UpdateDomainDataSourceRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(OwnDomain(request.DomainId), RequestCheck.Filled(request.DatasourceId, NoId));
        ResourceName name = new(request.DomainId, request.DatasourceId);
        DomainDataSource stored = await client.GetAsync(Kinds.DomainDataSource, name, cancellationToken)
            ?? throw new OperationFaultException(ErrorCodes.DataSourceNotExists, $"domain {request.DomainId} data source {request.DatasourceId} doesn't exist");
        RequestCheck.First(ErrorCodes.UpdateDataSource, request.Type.Length == 0 ? null : DataSourceInfoCheck.Type(request.Type));
        string type = request.Type.Length > 0 ? request.Type : stored.Spec?.Type ?? "";
        if (request.InfoKey is { Length: > 0 } key)
        {
            await EntryAsync(type, key, ErrorCodes.UpdateDataSource, cancellationToken);
        }
        else if (request.Info is { } info)
        {
            RequestCheck.First(ErrorCodes.UpdateDataSource, DataSourceInfoCheck.Check(type, info));
        }

        await client.PatchAsync(Kinds.DomainDataSource, name, _mapping.ToPatch(request), null, cancellationToken);
        return new UpdateDomainDataSourceResponse();
    }

    // A source that is not there is deleted already.
    private async Task<DeleteDomainDataSourceResponse> DeleteAsync(DeleteDomainDataSourceRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(OwnDomain(request.DomainId), RequestCheck.Filled(request.DatasourceId, NoId));
        if (request.DatasourceId == WellKnownNames.DefaultDataSource)
        {
            throw new OperationFaultException(
                ErrorCodes.DeleteDataSource,
                $"{WellKnownNames.DefaultDataSource} is the built-in source of {request.DomainId}, where tasks keep their results; it cannot be deleted. Give it another directory with /api/v1/domaindatasource/update, or name another source in your data");
        }

        await client.DeleteAsync(Kinds.DomainDataSource, new ResourceName(request.DomainId, request.DatasourceId), null, cancellationToken);
        return new DeleteDomainDataSourceResponse();
    }

    private async Task<QueryDomainDataSourceResponse> QueryAsync(QueryDomainDataSourceRequest request, Caller caller, CancellationToken cancellationToken) =>
        new() { Data = await OneAsync(request.DomainId, request.DatasourceId, ErrorCodes.QueryDataSource, cancellationToken) };

    // The first failure fails the whole call.
    private async Task<BatchQueryDomainDataSourceResponse> BatchAsync(BatchQueryDomainDataSourceRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(request.Data.Count == 0 ? "request data can't be empty" : null);
        DomainDataSourceList found = new();
        foreach (QueryDomainDataSourceRequestData key in request.Data)
        {
            found.DatasourceList.Add(await OneAsync(key.DomainId, key.DatasourceId, ErrorCodes.BatchQueryDataSource, cancellationToken));
        }

        return new BatchQueryDomainDataSourceResponse { Data = found };
    }

    private async Task<ListDomainDataSourceResponse> ListAsync(ListDomainDataSourceRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(RequestCheck.Filled(request.DomainId, "request domainID can't be empty"));
        RequestCheck.First(ErrorCodes.ListDataSource, Readable(request.DomainId));
        ResourceList<DomainDataSource> stored = await client.ListAsync(Kinds.DomainDataSource, request.DomainId, ListOptions.All, cancellationToken);
        DomainDataSourceList sources = new();
        foreach (DomainDataSource source in stored.Items)
        {
            sources.DatasourceList.Add(await TellAsync(source, ErrorCodes.ListDataSource, cancellationToken));
        }

        return new ListDomainDataSourceResponse { Data = sources };
    }

    private async Task<Protos.KusciaApi.DomainDataSource> OneAsync(string domain, string id, int code, CancellationToken cancellationToken)
    {
        RequestCheck.First(code, Readable(domain), RequestCheck.Filled(id, $"domain {domain} data source id can not be empty"));
        DomainDataSource source = await client.GetAsync(Kinds.DomainDataSource, new ResourceName(domain, id), cancellationToken)
            ?? throw new OperationFaultException(code, $"get domain {domain} kuscia data source {id} failed, {DataSourceReader.NotFound(id)}");
        return await TellAsync(source, code, cancellationToken);
    }

    // A master cannot read the info of a domain: it has not that domain's key.
    private async Task<Protos.KusciaApi.DomainDataSource> TellAsync(DomainDataSource source, int code, CancellationToken cancellationToken)
    {
        Protos.KusciaApi.DomainDataSource told = DataSourceMapping.ToMessage(source);
        told.Info = options.ControlPlaneOnly ? null
            : await _reader.ReadAsync(source, code, cancellationToken) ?? throw new OperationFaultException(code, $"missing datasource info for {source.Metadata.Name}");
        return told;
    }

    private string? Readable(string domain) => options.ControlPlaneOnly ? (domain.Length == 0 ? "domain  data source id can not be empty" : null) : OwnDomain(domain);

    private string? OwnDomain(string domain) =>
        options.ControlPlaneOnly ? "master's kuscia api can't operate domain data source"
        : domain == options.DomainId ? null
        : RequestCheck.Filled(domain, "domain id can not be empty") ?? RequestCheck.Name("domain_id", domain) ?? $"domain {options.DomainId} can't operate domain {domain} data source";

    private async Task<DataSourceInfo?> EntryAsync(string type, string key, int code, CancellationToken cancellationToken)
    {
        try
        {
            return await secrets.ReadEntryAsync(type, key, cancellationToken);
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            throw new OperationFaultException(code, $"domain data source info key {key} not exist");
        }
    }
}
