using System.Security.Cryptography;
using System.Text.Json;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;
using Kuscia.Runtime.Client;

namespace Kuscia.Api.Data;

/// <summary>Data sources of the own domain; their credentials are stored encrypted with the domain key.</summary>
internal sealed class DataSourceOperations(IResourceClient client, DataSourceSecrets secrets, KusciaApiOptions options)
{
    private const string Prefix = "/api/v1/domaindatasource/";

    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    private readonly DataSourceReader _reader = new(secrets);
    private readonly DataSourceMapping _mapping = new(secrets);

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<WriteDataSourceRequest, DataSourceIdData>(Prefix + "create", Json, new FailureCodes(ErrorCodes.CreateDataSource) { NotFound = ErrorCodes.DomainNotExists }, CreateAsync),
        Operation.Create<WriteDataSourceRequest>(Prefix + "update", Json, new FailureCodes(ErrorCodes.UpdateDataSource) { NotFound = ErrorCodes.DataSourceNotExists }, UpdateAsync),
        Operation.Create<DataSourceKey>(Prefix + "delete", Json, ErrorCodes.DeleteDataSource, DeleteAsync),
        Operation.Create<DataSourceKey, DataSourceMessage>(Prefix + "query", Json, ErrorCodes.QueryDataSource, QueryAsync),
        Operation.Create<BatchQueryDataSourceRequest, DataSourceListData>(Prefix + "batchQuery", Json, ErrorCodes.BatchQueryDataSource, BatchAsync),
        Operation.Create<ListDataSourceRequest, DataSourceListData>(Prefix + "list", Json, ErrorCodes.ListDataSource, ListAsync),
    ];

    private async Task<Reply<DataSourceIdData>> CreateAsync(WriteDataSourceRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.Require(OwnDomain(request.DomainId), RequestCheck.NameIfGiven("datasource_id", request.DatasourceId), DataSourceInfoCheck.Type(request.Type));
        if (request.InfoKey is { Length: > 0 } key)
        {
            await CheckEntryAsync(request.Type, key, ErrorCodes.CreateDataSource, cancellationToken);
        }
        else if (request.Info is { } info)
        {
            RequestCheck.Require(DataSourceInfoCheck.Check(request.Type, info));
        }
        else
        {
            return Replies.Fail<DataSourceIdData>(ErrorCodes.CreateDataSource, "one of info and info_key must be given");
        }

        DomainDataSource source = _mapping.ToResource(request);
        try
        {
            await client.CreateAsync(Kinds.DomainDataSource, source, cancellationToken);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            // The generic code for "exists" is what clients of this call test for.
            return Replies.Fail<DataSourceIdData>(ErrorCodes.CreateDataSource, $"domaindatasource {source.Metadata.Name} already exist");
        }

        return Replies.Of(new DataSourceIdData { DatasourceId = source.Metadata.Name ?? "" });
    }

    private async Task<Reply> UpdateAsync(WriteDataSourceRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.Require(OwnDomain(request.DomainId), RequestCheck.Name("datasource_id", request.DatasourceId), request.Type.Length == 0 ? null : DataSourceInfoCheck.Type(request.Type));
        ResourceName name = new(request.DomainId, request.DatasourceId);
        DomainDataSource stored = await client.GetAsync(Kinds.DomainDataSource, name, cancellationToken)
            ?? throw new OperationFaultException(ErrorCodes.DataSourceNotExists, DataSourceReader.NotFound(request.DatasourceId));
        string type = request.Type.Length > 0 ? request.Type : stored.Spec?.Type ?? "";
        if (request.InfoKey is { Length: > 0 } key)
        {
            await CheckEntryAsync(type, key, ErrorCodes.UpdateDataSource, cancellationToken);
        }
        else if (request.Info is { } info)
        {
            RequestCheck.Require(DataSourceInfoCheck.Check(type, info));
        }

        await client.PatchAsync(Kinds.DomainDataSource, name, _mapping.ToPatch(request), null, cancellationToken);
        return Reply.Ok;
    }

    // A source that is not there is deleted already.
    private async Task<Reply> DeleteAsync(DataSourceKey request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.Require(OwnDomain(request.DomainId), RequestCheck.Name("datasource_id", request.DatasourceId));
        if (request.DatasourceId == WellKnownNames.DefaultDataSource)
        {
            return Replies.Fail(
                ErrorCodes.DeleteDataSource,
                $"{WellKnownNames.DefaultDataSource} is the built-in source of {request.DomainId}, where tasks keep their results; it cannot be deleted. Give it another directory with /api/v1/domaindatasource/update, or name another source in your data");
        }

        await client.DeleteAsync(Kinds.DomainDataSource, new ResourceName(request.DomainId, request.DatasourceId), null, cancellationToken);
        return Reply.Ok;
    }

    private Task<Reply<DataSourceMessage>> QueryAsync(DataSourceKey request, Caller caller, CancellationToken cancellationToken) =>
        OneAsync(request, ErrorCodes.QueryDataSource, cancellationToken);

    private async Task<Reply<DataSourceListData>> BatchAsync(BatchQueryDataSourceRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.Require(request.Data.Count == 0 ? "Field \"data\" must name at least one data source" : null);
        List<DataSourceMessage> found = [];
        foreach (DataSourceKey key in request.Data)
        {
            Reply<DataSourceMessage> one = await OneAsync(key, ErrorCodes.BatchQueryDataSource, cancellationToken);
            found.Add(one.Data ?? throw new OperationFaultException(one.Status.Code, one.Status.Message));
        }

        return Replies.Of(new DataSourceListData { DatasourceList = found });
    }

    private async Task<Reply<DataSourceListData>> ListAsync(ListDataSourceRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.Require(Readable(request.DomainId));
        ResourceList<DomainDataSource> list = await client.ListAsync(Kinds.DomainDataSource, request.DomainId, ListOptions.All, cancellationToken);
        List<DataSourceMessage> sources = [];
        foreach (DomainDataSource source in list.Items)
        {
            Reply<DataSourceMessage> one = await TellAsync(source, ErrorCodes.ListDataSource, cancellationToken);
            sources.Add(one.Data ?? throw new OperationFaultException(one.Status.Code, one.Status.Message));
        }

        return Replies.Of(new DataSourceListData { DatasourceList = sources });
    }

    private async Task<Reply<DataSourceMessage>> OneAsync(DataSourceKey key, int code, CancellationToken cancellationToken)
    {
        if ((Readable(key.DomainId) ?? RequestCheck.Name("datasource_id", key.DatasourceId)) is { } fault)
        {
            return Replies.Fail<DataSourceMessage>(code, fault);
        }

        DomainDataSource? source = await client.GetAsync(Kinds.DomainDataSource, new ResourceName(key.DomainId, key.DatasourceId), cancellationToken);
        return source is null ? Replies.Fail<DataSourceMessage>(code, DataSourceReader.NotFound(key.DatasourceId)) : await TellAsync(source, code, cancellationToken);
    }

    // A master cannot read the info of a domain: it has not that domain's key.
    private Task<Reply<DataSourceMessage>> TellAsync(DomainDataSource source, int code, CancellationToken cancellationToken) =>
        options.ControlPlaneOnly
            ? Task.FromResult(Replies.Of(DataSourceReader.Describe(source, forTasks: false)))
            : _reader.ReadAsync(source, forTasks: false, code, cancellationToken);

    private string? Readable(string domain) => options.ControlPlaneOnly ? RequestCheck.Name("domain_id", domain) : OwnDomain(domain);

    private string? OwnDomain(string domain) =>
        options.ControlPlaneOnly ? "a master holds no data sources; call a node of the domain"
        : domain == options.DomainId ? null
        : RequestCheck.Invalid("domain_id", domain, $"it must be the own domain {options.DomainId}");

    private async Task CheckEntryAsync(string type, string key, int code, CancellationToken cancellationToken)
    {
        try
        {
            await secrets.ReadEntryAsync(type, key, cancellationToken);
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            throw new OperationFaultException(code, $"domain data source info key {key} not exist, or its value is no info of type {type}: make it with /api/v1/config/create");
        }
    }
}
