using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Runtime.Client;

namespace Kuscia.Operations.Data;

/// <summary>The operations on domaindata, for every API that offers them.</summary>
public sealed class DomainDataStore(IResourceClient client, DataContract contract)
{
    /// <summary>Creates a domaindata; one that exists is updated.</summary>
    public Task<Reply<DomainDataIdData>> CreateAsync(WriteDomainDataRequest request, string domain, CancellationToken cancellationToken) =>
        CreateAsync(request, domain, null, cancellationToken);

    /// <summary>Creates a domaindata; one that exists is updated.</summary>
    /// <param name="request">What to create.</param>
    /// <param name="domain">The owner.</param>
    /// <param name="task">The task that has made the data, which is noted; null when none has.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Reply<DomainDataIdData>> CreateAsync(WriteDomainDataRequest request, string domain, string? task, CancellationToken cancellationToken)
    {
        bool needsUri = !contract.ForTasks || request.Type != "report";
        RequestCheck.Require(
            RequestCheck.Name("domain_id", domain),
            RequestCheck.NameIfGiven("domaindata_id", request.DomaindataId),
            RequestCheck.Given("type", request.Type),
            needsUri ? RequestCheck.Given("relative_uri", request.RelativeUri) : null);
        string sourceId = request.DatasourceId.Length > 0 ? request.DatasourceId : WellKnownNames.DefaultDataSource;
        (DomainDataSource? source, string fault) = await SourceAsync(domain, sourceId, request, cancellationToken);
        if (source is null)
        {
            return Replies.Fail<DomainDataIdData>(contract.DataSource, fault);
        }

        DomainData wanted = MadeBy(task, DomainDataMapping.ToResource(request, domain, source, contract.ForTasks));
        DomainDataIdData id = new() { DomaindataId = wanted.Metadata.Name ?? "" };
        try
        {
            await client.CreateAsync(Kinds.DomainData, wanted, cancellationToken);
            return Replies.Of(id);
        }
        catch (ResourceException e) when (e.IsAlreadyExists && request.DomaindataId.Length > 0)
        {
            if (await GiveWayAsync(wanted, domain, cancellationToken))
            {
                await client.CreateAsync(Kinds.DomainData, wanted, cancellationToken);
                return Replies.Of(id);
            }

            // Creating what exists is an update; its outcome is the caller's to know.
            Reply updated = await UpdateAsync(request, domain, cancellationToken);
            return new Reply<DomainDataIdData> { Status = updated.Status, Data = id };
        }
    }

    /// <summary>Changes the members that the request gives.</summary>
    public async Task<Reply> UpdateAsync(WriteDomainDataRequest request, string domain, CancellationToken cancellationToken)
    {
        RequestCheck.Require(RequestCheck.Name("domain_id", domain), RequestCheck.Name("domaindata_id", request.DomaindataId));
        if (request.DatasourceId.Length > 0)
        {
            (DomainDataSource? source, string fault) = await SourceAsync(domain, request.DatasourceId, request, cancellationToken);
            if (source is null)
            {
                return Replies.Fail(contract.DataSource, fault);
            }
        }

        try
        {
            await client.PatchAsync(Kinds.DomainData, new ResourceName(domain, request.DomaindataId), DomainDataMapping.ToPatch(request), null, cancellationToken);
            return Reply.Ok;
        }
        catch (ResourceException e)
        {
            return Replies.Fail(contract.UpdateData.Of(e), e.Message);
        }
    }

    /// <summary>Deletes the object; the data stays where it is.</summary>
    public async Task<Reply> DeleteAsync(DomainDataKey key, string domain, CancellationToken cancellationToken)
    {
        RequestCheck.Require(RequestCheck.Name("domain_id", domain), RequestCheck.Name("domaindata_id", key.DomaindataId));
        return await client.DeleteAsync(Kinds.DomainData, new ResourceName(domain, key.DomaindataId), null, cancellationToken)
            ? Reply.Ok
            : Replies.Fail(DataContract.MissingOf(contract.DeleteData), NotFound(key.DomaindataId));
    }

    /// <summary>Tells one domaindata.</summary>
    public async Task<Reply<DomainDataMessage>> QueryAsync(DomainDataKey key, string domain, CancellationToken cancellationToken) =>
        await FindAsync(key, domain, cancellationToken) is { } data
            ? Replies.Of(DomainDataMapping.ToMessage(data, contract.ForTasks))
            : Replies.Fail<DomainDataMessage>(DataContract.MissingOf(contract.QueryData), NotFound(key.DomaindataId));

    /// <summary>The stored object, or null.</summary>
    public Task<DomainData?> FindAsync(DomainDataKey key, string domain, CancellationToken cancellationToken)
    {
        RequestCheck.Require(RequestCheck.Name("domain_id", domain), RequestCheck.Name("domaindata_id", key.DomaindataId));
        return client.GetAsync(Kinds.DomainData, new ResourceName(domain, key.DomaindataId), cancellationToken);
    }

    /// <summary>The sentence about a domaindata that does not exist.</summary>
    public static string NotFound(string id) => $"domaindatas.kuscia.secretflow \"{id}\" not found";

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

    private async Task<(DomainDataSource? Source, string Fault)> SourceAsync(string domain, string id, WriteDomainDataRequest request, CancellationToken cancellationToken)
    {
        DomainDataSource? source = await client.GetAsync(Kinds.DomainDataSource, new ResourceName(domain, id), cancellationToken);
        if (source is null)
        {
            return (null, $"domaindatasources.kuscia.secretflow \"{id}\" not found in domain {domain}");
        }

        // An application that reads the source itself knows its types best.
        string type = source.Spec?.Type ?? "";
        bool isTrusted = !contract.ForTasks || source.Spec?.AccessDirectly == true;
        DataColumnMessage? odd = isTrusted ? null : request.Columns.FirstOrDefault(c => !ColumnTypes.IsSupported(type, c.Type));
        return odd is null ? (source, "") : (null, $"column \"{odd.Name}\" has type \"{odd.Type}\", which data sources of type {type} do not support");
    }
}
