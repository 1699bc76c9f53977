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
        DomainData data = await CheckAsync(request, domain, $"domaindata [{request.DomaindataId}] not exists", cancellationToken);
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
                // The generic code for "exists" is what clients of this call test for.
                throw new OperationFaultException(contract.CreateGrant.Otherwise, $"CreateDomainDataGrant failed, because domaindatagrant {id} is exist");
            }

            await client.DeleteAsync(Kinds.DomainDataGrant, existing.Identity, existing.Metadata.Uid, cancellationToken);
            await client.CreateAsync(Kinds.DomainDataGrant, wanted, cancellationToken);
        }

        return id;
    }

    /// <summary>Replaces grantee, limit, description and signature of a grant; its data cannot change.</summary>
    public async Task<Status> UpdateAsync(CreateDomainDataGrantRequest request, string domain, CancellationToken cancellationToken)
    {
        RequestCheck.First(RequestCheck.Name("domaindatagrant_id", request.DomaindatagrantId));
        await CheckAsync(request, domain, "domaindata can't be found", cancellationToken);
        DomainDataGrant? stored = await client.GetAsync(Kinds.DomainDataGrant, new ResourceName(domain, request.DomaindatagrantId), cancellationToken);
        if (stored is null)
        {
            return Outcome.Failure(DataContract.MissingOf(contract.UpdateGrant), NotFound(request.DomaindatagrantId));
        }

        RequestCheck.First(contract.ForTasks || stored.Spec?.DomainDataID == request.DomaindataId ? null : "domaindataid can't be changed.");
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
        await client.DeleteAsync(Kinds.DomainDataGrant, NameOf(id, domain, contract.DeleteGrant.Otherwise), null, cancellationToken)
            ? Outcome.Success()
            : Outcome.Failure(DataContract.MissingOf(contract.DeleteGrant), contract.ForTasks ? $"Delete domainDataGrantId:{id} failed, detail:{NotFound(id)}" : NotFound(id));

    /// <summary>The stored grant, or null.</summary>
    public Task<DomainDataGrant?> FindAsync(string id, string domain, CancellationToken cancellationToken) =>
        client.GetAsync(Kinds.DomainDataGrant, NameOf(id, domain, contract.QueryGrant.Otherwise), cancellationToken);

    /// <summary>The stored grant.</summary>
    /// <exception cref="OperationFaultException">It does not exist.</exception>
    public async Task<DomainDataGrant> RequireAsync(string id, string domain, CancellationToken cancellationToken) =>
        await FindAsync(id, domain, cancellationToken) ?? throw new OperationFaultException(DataContract.MissingOf(contract.QueryGrant), NotFound(id));

    /// <summary>The sentence about a grant that does not exist.</summary>
    public static string NotFound(string id) => $"domaindatagrants.kuscia.secretflow \"{id}\" not found";

    // An empty part would name the collection, not an object.
    private static ResourceName NameOf(string id, string domain, int code) =>
        id.Length == 0 ? throw new OperationFaultException(code, "resource name may not be empty")
        : domain.Length == 0 ? throw new OperationFaultException(code, "an empty namespace may not be set when a resource name is provided")
        : new ResourceName(domain, id);

    private async Task<DomainData> CheckAsync(CreateDomainDataGrantRequest request, string domain, string missing, CancellationToken cancellationToken)
    {
        RequestCheck.First(
            request.GrantDomain == domain ? "grantdomain can't be self" : null,
            RequestCheck.Name("domain_id", domain),
            RequestCheck.Name("domaindata_id", request.DomaindataId),
            RequestCheck.NameIfGiven("domaindatagrant_id", request.DomaindatagrantId));
        return await client.GetAsync(Kinds.DomainData, new ResourceName(domain, request.DomaindataId), cancellationToken)
            ?? throw new RequestFaultException(missing);
    }

    private DomainDataGrantSpec SpecOf(CreateDomainDataGrantRequest request, string domain)
    {
        DomainDataGrantSpec spec = GrantMapping.ToSpec(request, domain);
        return signingKey is null ? spec : spec with { Signature = GrantSignature.Sign(signingKey, spec with { Signature = null }) };
    }
}
