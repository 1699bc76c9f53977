using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos;
using Kuscia.Protos.KusciaApi;
using DomainData = Kuscia.Model.Resources.DomainData;
using DomainDataGrant = Kuscia.Model.Resources.DomainDataGrant;

namespace Kuscia.Operations.Data;

/// <summary>The operations on grants, for every API that offers them.</summary>
/// <param name="client">The API of the node.</param>
/// <param name="contract">Codes and rules.</param>
/// <param name="signingKey">The domain key when the API signs the grants it writes; null to store the signature of the request.</param>
public sealed class GrantStore(IResourceClient client, DataContract contract, RSA? signingKey)
{
    /// <summary>Grants a table to another domain.</summary>
    /// <returns>The id of the grant.</returns>
    public async Task<string> CreateAsync(CreateDomainDataGrantRequest request, string domain, CancellationToken cancellationToken)
    {
        DomainData data = await CheckAsync(request, domain, cancellationToken);
        string id = request.DomaindatagrantId.Length > 0 ? request.DomaindatagrantId : DataIds.WithPrefix("domaindatagrant");
        DomainDataGrant wanted = GrantMapping.ToResource(id, domain, request, SpecOf(request, domain), data);
        try
        {
            await client.CreateAsync(Kinds.DomainDataGrant, wanted, cancellationToken);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            // As with tables: a partner's copy keeps no id from the owner of the namespace.
            DomainDataGrant? existing = await client.GetAsync(Kinds.DomainDataGrant, wanted.Identity, cancellationToken);
            if (existing?.Spec?.Author is not { } author || author == domain)
            {
                throw;
            }

            await client.DeleteAsync(Kinds.DomainDataGrant, existing.Identity, existing.Metadata.Uid, cancellationToken);
            await client.CreateAsync(Kinds.DomainDataGrant, wanted, cancellationToken);
        }

        return id;
    }

    /// <summary>Replaces grantee, limit, description and signature of a grant; its data cannot change.</summary>
    public async Task<Status> UpdateAsync(CreateDomainDataGrantRequest request, string domain, CancellationToken cancellationToken)
    {
        RequestCheck.Require(RequestCheck.Name("domaindatagrant_id", request.DomaindatagrantId));
        await CheckAsync(request, domain, cancellationToken);
        DomainDataGrant? stored = await client.GetAsync(Kinds.DomainDataGrant, new ResourceName(domain, request.DomaindatagrantId), cancellationToken);
        if (stored is null)
        {
            return Outcome.Failure(DataContract.MissingOf(contract.UpdateGrant), NotFound(request.DomaindatagrantId));
        }

        RequestCheck.Require(stored.Spec?.DomainDataID == request.DomaindataId ? null : $"domaindataid can't be changed. It is {stored.Spec?.DomainDataID}; make another grant for {request.DomaindataId}");
        JsonObject? before = JsonSerializer.SerializeToNode(stored.Spec ?? new DomainDataGrantSpec(), ModelJsonContext.Default.DomainDataGrantSpec)?.AsObject();
        JsonObject after = JsonSerializer.SerializeToNode(SpecOf(request, domain), ModelJsonContext.Default.DomainDataGrantSpec)?.AsObject() ?? [];
        if (MergeDiff.Between(before, after) is { } changes)
        {
            JsonObject labels = new() { [WellKnownLabels.DomainDataGrantDomain] = request.GrantDomain };
            JsonObject patch = new() { ["metadata"] = new JsonObject { ["labels"] = labels }, ["spec"] = changes };
            await client.PatchAsync(Kinds.DomainDataGrant, stored.Identity, patch, null, cancellationToken);
        }

        return Outcome.Success();
    }

    /// <summary>Takes a grant back.</summary>
    public async Task<Status> DeleteAsync(string id, string domain, CancellationToken cancellationToken) =>
        await client.DeleteAsync(Kinds.DomainDataGrant, NameOf(id, domain), null, cancellationToken)
            ? Outcome.Success()
            : Outcome.Failure(DataContract.MissingOf(contract.DeleteGrant), NotFound(id));

    /// <summary>The stored grant, or null.</summary>
    public Task<DomainDataGrant?> FindAsync(string id, string domain, CancellationToken cancellationToken) =>
        client.GetAsync(Kinds.DomainDataGrant, NameOf(id, domain), cancellationToken);

    /// <summary>The stored grant.</summary>
    /// <exception cref="OperationFaultException">It does not exist.</exception>
    public async Task<DomainDataGrant> RequireAsync(string id, string domain, CancellationToken cancellationToken) =>
        await FindAsync(id, domain, cancellationToken) ?? throw new OperationFaultException(DataContract.MissingOf(contract.QueryGrant), NotFound(id));

    /// <summary>The sentence about a grant that does not exist.</summary>
    public static string NotFound(string id) => $"domaindatagrants.kuscia.secretflow \"{id}\" not found";

    // An empty part would name the collection, not an object.
    private static ResourceName NameOf(string id, string domain)
    {
        RequestCheck.Require(RequestCheck.Name("domain_id", domain), RequestCheck.Name("domaindatagrant_id", id));
        return new ResourceName(domain, id);
    }

    private async Task<DomainData> CheckAsync(CreateDomainDataGrantRequest request, string domain, CancellationToken cancellationToken)
    {
        RequestCheck.Require(
            RequestCheck.Name("domain_id", domain),
            RequestCheck.Name("grant_domain", request.GrantDomain),
            RequestCheck.Name("domaindata_id", request.DomaindataId),
            RequestCheck.NameIfGiven("domaindatagrant_id", request.DomaindatagrantId),
            request.GrantDomain == domain ? $"grant_domain {request.GrantDomain} must not be the owner (domain_id); name the domain that may use the data" : null);
        return await client.GetAsync(Kinds.DomainData, new ResourceName(domain, request.DomaindataId), cancellationToken)
            ?? throw new RequestFaultException($"domaindata [{request.DomaindataId}] not exists");
    }

    private DomainDataGrantSpec SpecOf(CreateDomainDataGrantRequest request, string domain)
    {
        DomainDataGrantSpec spec = GrantMapping.ToSpec(request, domain);
        return signingKey is null ? spec : spec with { Signature = GrantSignature.Sign(signingKey, spec with { Signature = null }) };
    }
}
