using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.DataMesh.Http;
using Kuscia.DataMesh.Messages;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Certificates;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.DataMesh.Metadata;

/// <summary>Grants of the own domain's data; every grant made here is signed with the domain key.</summary>
internal sealed class GrantOperations(IResourceClient client, DomainIdentity identity, DataMeshOptions options)
{
    private static readonly MeshJsonContext Json = MeshJsonContext.Default;

    public IEnumerable<MeshOperation> All() =>
    [
        MeshOperation.Create("/api/v1/datamesh/domaindatagrant/create", Json.WriteGrantRequest, Json.ReplyGrantKey, CreateAsync),
        MeshOperation.Create("/api/v1/datamesh/domaindatagrant/update", Json.WriteGrantRequest, Json.Reply, UpdateAsync),
        MeshOperation.Create("/api/v1/datamesh/domaindatagrant/delete", Json.GrantKey, Json.Reply, DeleteAsync),
        MeshOperation.Create("/api/v1/datamesh/domaindatagrant/query", Json.GrantKey, Json.ReplyGrantMessage, QueryAsync),
    ];

    private ResourceName NameOf(string id) => new(options.DomainId, id);

    private async Task<Reply<GrantKey>> CreateAsync(WriteGrantRequest request, CancellationToken cancellationToken)
    {
        DomainData data = await CheckAsync(request, cancellationToken);
        string id = request.DomaindatagrantId.Length > 0 ? request.DomaindatagrantId : $"domaindatagrant-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
        RequestCheck.Name("domaindatagrant_id", id);
        try
        {
            await client.CreateAsync(Kinds.DomainDataGrant, ToResource(id, request, data), cancellationToken);
            return Replies.Of(new GrantKey { DomaindatagrantId = id });
        }
        catch (ResourceException e)
        {
            return Replies.Fail<GrantKey>(ErrorCodes.CreateGrant, e.Message);
        }
    }

    private async Task<Reply> UpdateAsync(WriteGrantRequest request, CancellationToken cancellationToken)
    {
        RequestCheck.Name("domaindatagrant_id", request.DomaindatagrantId);
        await CheckAsync(request, cancellationToken);
        try
        {
            DomainDataGrant? stored = await client.GetAsync(Kinds.DomainDataGrant, NameOf(request.DomaindatagrantId), cancellationToken);
            if (stored is null)
            {
                return Replies.Fail(ErrorCodes.GrantNotExists, NotFound(request.DomaindatagrantId));
            }

            JsonObject? before = JsonSerializer.SerializeToNode(stored.Spec ?? new DomainDataGrantSpec(), ModelJsonContext.Default.DomainDataGrantSpec)?.AsObject();
            JsonObject after = JsonSerializer.SerializeToNode(Spec(request), ModelJsonContext.Default.DomainDataGrantSpec)?.AsObject() ?? [];
            if (MergeDiff.Between(before, after) is { } changes)
            {
                await client.PatchAsync(Kinds.DomainDataGrant, NameOf(request.DomaindatagrantId), new JsonObject { ["spec"] = changes }, null, cancellationToken);
            }

            return Reply.Ok;
        }
        catch (ResourceException e)
        {
            return Replies.Fail(e.IsNotFound ? ErrorCodes.GrantNotExists : ErrorCodes.UpdateGrant, e.Message);
        }
    }

    private async Task<Reply> DeleteAsync(GrantKey request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.DeleteAsync(Kinds.DomainDataGrant, NameOf(request.DomaindatagrantId), null, cancellationToken)
                ? Reply.Ok
                : Replies.Fail(ErrorCodes.GrantNotExists, NotFound(request.DomaindatagrantId));
        }
        catch (ResourceException e)
        {
            return Replies.Fail(ErrorCodes.DeleteGrant, e.Message);
        }
    }

    private async Task<Reply<GrantMessage>> QueryAsync(GrantKey request, CancellationToken cancellationToken)
    {
        try
        {
            DomainDataGrant? grant = await client.GetAsync(Kinds.DomainDataGrant, NameOf(request.DomaindatagrantId), cancellationToken);
            return grant is null ? Replies.Fail<GrantMessage>(ErrorCodes.GrantNotExists, NotFound(request.DomaindatagrantId)) : Replies.Of(ToMessage(grant));
        }
        catch (ResourceException e)
        {
            return Replies.Fail<GrantMessage>(ErrorCodes.QueryGrant, e.Message);
        }
    }

    private async Task<DomainData> CheckAsync(WriteGrantRequest request, CancellationToken cancellationToken)
    {
        RequestCheck.Name("grant_domain", request.GrantDomain);
        RequestCheck.Name("domaindata_id", request.DomaindataId);
        if (request.GrantDomain == options.DomainId)
        {
            throw new RequestFaultException($"grant_domain \"{request.GrantDomain}\" is the own domain; name the domain that may use the data");
        }

        return await client.GetAsync(Kinds.DomainData, NameOf(request.DomaindataId), cancellationToken)
            ?? throw new RequestFaultException($"domaindata [{request.DomaindataId}] not exists");
    }

    private DomainDataGrant ToResource(string id, WriteGrantRequest request, DomainData data) => new()
    {
        ApiVersion = Kinds.DomainDataGrant.ApiVersion,
        Kind = Kinds.DomainDataGrant.Kind,
        Metadata = new ObjectMeta
        {
            Namespace = options.DomainId,
            Name = id,
            Labels = new Dictionary<string, string> { [WellKnownLabels.DomainDataGrantDomain] = request.GrantDomain },
            OwnerReferences = [new OwnerReference { ApiVersion = Kinds.DomainData.ApiVersion, Kind = Kinds.DomainData.Kind, Name = data.Metadata.Name ?? "", Uid = data.Metadata.Uid ?? "" }],
        },
        Spec = Spec(request),
    };

    private DomainDataGrantSpec Spec(WriteGrantRequest request)
    {
        DomainDataGrantSpec spec = new()
        {
            Author = options.DomainId,
            DomainDataID = request.DomaindataId,
            GrantDomain = request.GrantDomain,
            Description = request.Description.Count > 0 ? request.Description : null,
            Limit = request.Limit is { } limit ? GrantLimits.ToSpec(limit) : null,
        };
        return spec with { Signature = GrantSignature.Sign(identity.PrivateKey, spec) };
    }

    private static GrantMessage ToMessage(DomainDataGrant grant) => new()
    {
        DomaindatagrantId = grant.Metadata.Name ?? "",
        Author = grant.Spec?.Author ?? "",
        DomaindataId = grant.Spec?.DomainDataID ?? "",
        GrantDomain = grant.Spec?.GrantDomain ?? "",
        Limit = grant.Spec?.Limit is { } limit ? GrantLimits.ToMessage(limit) : null,
        Description = grant.Spec?.Description ?? new Dictionary<string, string>(),
        Signature = grant.Spec?.Signature ?? "",
    };

    private static string NotFound(string id) => $"domaindatagrants.kuscia.secretflow \"{id}\" not found";
}
