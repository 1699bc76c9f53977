using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos;

namespace Kuscia.Operations.Data;

/// <summary>The operations on domaindata, for every API that offers them.</summary>
public sealed class DomainDataStore(IResourceClient client, DataContract contract)
{
    /// <summary>Creates a domaindata; one that exists is updated.</summary>
    /// <param name="request">What to create.</param>
    /// <param name="domain">The owner.</param>
    /// <param name="task">The task that has made the data, which is noted; null when none has.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Its id, and how the call ended: an update inside may have failed.</returns>
    /// <exception cref="OperationFaultException">The data source does not exist or cannot hold the data.</exception>
    public async Task<(string Id, Status Outcome)> CreateAsync(IDomainDataFields request, string domain, string? task, CancellationToken cancellationToken)
    {
        RequestCheck.First(RequestCheck.Name("domain_id", domain), RequestCheck.NameIfGiven("domaindata_id", request.DomaindataId));
        string sourceId = request.DatasourceId.Length > 0 ? request.DatasourceId : WellKnownNames.DefaultDataSource;
        DomainDataSource source = await SourceAsync(domain, sourceId, request, cancellationToken);
        DomainData wanted = MadeBy(task, DomainDataMapping.ToResource(request, domain, source, contract.ForTasks));
        string id = wanted.Metadata.Name ?? "";
        try
        {
            await client.CreateAsync(Kinds.DomainData, wanted, cancellationToken);
            return (id, Outcome.Success());
        }
        catch (ResourceException e) when (e.IsAlreadyExists && request.DomaindataId.Length > 0)
        {
            if (await GiveWayAsync(wanted, domain, cancellationToken))
            {
                await client.CreateAsync(Kinds.DomainData, wanted, cancellationToken);
                return (id, Outcome.Success());
            }

            // Creating what exists is an update; its outcome is the caller's to know.
            return (id, await UpdateAsync(request, domain, cancellationToken));
        }
    }

    /// <summary>Changes the members that the request gives.</summary>
    public async Task<Status> UpdateAsync(IDomainDataFields request, string domain, CancellationToken cancellationToken)
    {
        ResourceName name = NameOf(request.DomaindataId, domain);
        try
        {
            if (request.DatasourceId.Length > 0)
            {
                await SourceAsync(domain, request.DatasourceId, request, cancellationToken);
            }

            DomainData before = await client.GetAsync(Kinds.DomainData, name, cancellationToken)
                ?? throw new OperationFaultException(DataContract.MissingOf(contract.UpdateData), NotFound(request.DomaindataId));
            await client.PatchAsync(Kinds.DomainData, name, DomainDataMapping.ToPatch(request, before), null, cancellationToken);
            return Outcome.Success();
        }
        catch (OperationFaultException e)
        {
            return Outcome.Failure(e.Code, e.Message);
        }
        catch (ResourceException e)
        {
            return Outcome.Failure(contract.UpdateData.Of(e), e.Message);
        }
    }

    /// <summary>Deletes the object; the data stays where it is.</summary>
    public async Task<Status> DeleteAsync(string id, string domain, CancellationToken cancellationToken) =>
        await client.DeleteAsync(Kinds.DomainData, NameOf(id, domain), null, cancellationToken)
            ? Outcome.Success()
            : Outcome.Failure(DataContract.MissingOf(contract.DeleteData), NotFound(id));

    /// <summary>The stored object.</summary>
    /// <exception cref="OperationFaultException">It does not exist.</exception>
    public async Task<DomainData> RequireAsync(string id, string domain, CancellationToken cancellationToken) =>
        await FindAsync(id, domain, cancellationToken) ?? throw new OperationFaultException(DataContract.MissingOf(contract.QueryData), NotFound(id));

    /// <summary>The stored object, or null.</summary>
    public Task<DomainData?> FindAsync(string id, string domain, CancellationToken cancellationToken) => client.GetAsync(Kinds.DomainData, NameOf(id, domain), cancellationToken);

    /// <summary>The sentence about a domaindata that does not exist.</summary>
    public static string NotFound(string id) => $"domaindatas.kuscia.secretflow \"{id}\" not found";

    /// <summary>Refuses a request that does not name a domaindata, before anything else is asked.</summary>
    /// <exception cref="RequestFaultException">The id or its domain is missing.</exception>
    public static void RequireNamed(string id, string domain) => RequestCheck.First(domain.Length == 0 || id.Length == 0 ? "domain id and domaindata id can not be empty" : null);

    private static ResourceName NameOf(string id, string domain)
    {
        RequireNamed(id, domain);
        return new ResourceName(domain, id);
    }

    // A partner chooses the names of what it grants, and must not keep them from the owner of the namespace: its copy gives way.
    private async Task<bool> GiveWayAsync(DomainData wanted, string domain, CancellationToken cancellationToken)
    {
        DomainData? existing = await client.GetAsync(Kinds.DomainData, wanted.Identity, cancellationToken);
        return existing?.Spec?.Author is { } author && author != domain && await client.DeleteAsync(Kinds.DomainData, existing.Identity, existing.Metadata.Uid, cancellationToken);
    }

    private static DomainData MadeBy(string? task, DomainData data) => task is null ? data : data with
    {
        Metadata = data.Metadata with
        {
            Annotations = new Dictionary<string, string>(data.Metadata.Annotations ?? new Dictionary<string, string>()) { [WellKnownAnnotations.TaskId] = task },
        },
    };

    private async Task<DomainDataSource> SourceAsync(string domain, string id, IDomainDataFields request, CancellationToken cancellationToken)
    {
        DomainDataSource source = await client.GetAsync(Kinds.DomainDataSource, new ResourceName(domain, id), cancellationToken)
            ?? throw new OperationFaultException(
                contract.DataSource,
                contract.ForTasks ? $"query DataSource {id} of DomainData fail: {DataSourceReader.NotFound(id)}" : $"domain data source `{id}` is not exists in domain `{domain}`");

        // An application that reads the source itself knows its types best.
        string type = source.Spec?.Type ?? "";
        bool isTrusted = !contract.ForTasks || source.Spec?.AccessDirectly == true;
        return isTrusted || request.Columns.FirstOrDefault(c => !ColumnTypes.IsSupported(type, c.Type)) is not { } odd
            ? source
            : throw new OperationFaultException(contract.DataSource, $"Col[{odd.Name}].Type={odd.Type} is invalid for {(type == "mysql" ? type : "DataProxy")}");
    }
}
