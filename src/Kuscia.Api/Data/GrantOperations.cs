using System.Security.Cryptography;
using Kuscia.Api.Http;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Data;

/// <summary>Grants of a table to another domain.</summary>
internal sealed class GrantOperations(IResourceClient client)
{
    private const long NanosecondsPerTick = 100;

    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    public IEnumerable<ApiOperation> All() =>
    [
        ApiOperation.Create("/api/v1/domaindatagrant/create", Json.CreateGrantRequest, Json.ReplyGrantIdData, CreateAsync),
        ApiOperation.Create("/api/v1/domaindatagrant/query", Json.GrantKey, Json.ReplyGrantMessage, QueryAsync),
        ApiOperation.Create("/api/v1/domaindatagrant/delete", Json.GrantKey, Json.Reply, DeleteAsync),
    ];

    private async Task<Reply<GrantIdData>> CreateAsync(CreateGrantRequest request, CancellationToken cancellationToken)
    {
        string? fault = RequestCheck.First(
            RequestCheck.Name("domain_id", request.DomainId),
            RequestCheck.Name("domaindata_id", request.DomaindataId),
            RequestCheck.Given("grant_domain", request.GrantDomain),
            request.DomaindatagrantId.Length == 0 ? null : RequestCheck.Name("domaindatagrant_id", request.DomaindatagrantId),
            request.GrantDomain == request.DomainId ? $"grant_domain {request.GrantDomain} must not be the owner (domain_id)" : null);
        if (fault is not null)
        {
            return Replies.Fail<GrantIdData>(ErrorCodes.RequestInvalid, fault);
        }

        DomainData? data = await client.GetAsync(Kinds.DomainData, new ResourceName(request.DomainId, request.DomaindataId), cancellationToken);
        if (data is null)
        {
            return Replies.Fail<GrantIdData>(ErrorCodes.RequestInvalid, $"domaindata [{request.DomaindataId}] not exists");
        }

        DomainDataGrant grant = ToResource(request, data);
        try
        {
            if (await client.GetAsync(Kinds.DomainDataGrant, grant.Identity, cancellationToken) is not null)
            {
                return Replies.Fail<GrantIdData>(ErrorCodes.CreateGrant, $"domaindatagrants.kuscia.secretflow \"{grant.Metadata.Name}\" already exists");
            }

            await client.CreateAsync(Kinds.DomainDataGrant, grant, cancellationToken);
            return Replies.Of(new GrantIdData { DomaindatagrantId = grant.Metadata.Name ?? "" });
        }
        catch (ResourceException e)
        {
            int code = e.IsAlreadyExists ? ErrorCodes.GrantExists : e.IsNotFound ? ErrorCodes.DomainNotExists : ErrorCodes.CreateGrant;
            return Replies.Fail<GrantIdData>(code, e.Message);
        }
    }

    private async Task<Reply<GrantMessage>> QueryAsync(GrantKey request, CancellationToken cancellationToken)
    {
        try
        {
            DomainDataGrant? grant = await client.GetAsync(Kinds.DomainDataGrant, new ResourceName(request.DomainId, request.DomaindatagrantId), cancellationToken);
            return grant is null ? Replies.Fail<GrantMessage>(ErrorCodes.GrantNotExists, NotFound(request)) : Replies.Of(ToMessage(grant));
        }
        catch (ResourceException e)
        {
            return Replies.Fail<GrantMessage>(ErrorCodes.QueryGrant, e.Message);
        }
    }

    private async Task<Reply> DeleteAsync(GrantKey request, CancellationToken cancellationToken)
    {
        try
        {
            bool existed = await client.DeleteAsync(Kinds.DomainDataGrant, new ResourceName(request.DomainId, request.DomaindatagrantId), null, cancellationToken);
            return existed ? Reply.Ok : Replies.Fail(ErrorCodes.GrantNotExists, NotFound(request));
        }
        catch (ResourceException e)
        {
            return Replies.Fail(ErrorCodes.DeleteGrant, e.Message);
        }
    }

    private static DomainDataGrant ToResource(CreateGrantRequest request, DomainData data) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = request.DomaindatagrantId.Length > 0 ? request.DomaindatagrantId : "domaindatagrant-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Namespace = request.DomainId,
            Labels = new Dictionary<string, string> { [WellKnownLabels.DomainDataGrantDomain] = request.GrantDomain },
            OwnerReferences =
            [
                new OwnerReference { ApiVersion = Kinds.DomainData.ApiVersion, Kind = Kinds.DomainData.Kind, Name = data.Metadata.Name ?? "", Uid = data.Metadata.Uid ?? "" },
            ],
        },
        Spec = new DomainDataGrantSpec
        {
            Author = request.DomainId,
            DomainDataID = request.DomaindataId,
            GrantDomain = request.GrantDomain,
            Signature = request.Signature.Length > 0 ? request.Signature : null,
            Description = request.Description.Count > 0 ? request.Description : null,
            Limit = request.Limit is { } limit ? ToResource(limit) : null,
        },
    };

    private static GrantLimit ToResource(GrantLimitMessage limit) => new()
    {
        ExpirationTime = limit.ExpirationTime > 0 ? DateTimeOffset.UnixEpoch.AddTicks(limit.ExpirationTime / NanosecondsPerTick) : null,
        UseCount = limit.UseCount > 0 ? limit.UseCount : null,
        GrantMode = ["normal"],
        FlowID = limit.FlowId.Length > 0 ? limit.FlowId : null,
        Components = limit.Components.Count > 0 ? limit.Components : null,
        Initiator = limit.Initiator.Length > 0 ? limit.Initiator : null,
        InputConfig = limit.InputConfig.Length > 0 ? limit.InputConfig : null,
    };

    private static GrantMessage ToMessage(DomainDataGrant grant) => new()
    {
        Data = new GrantDataMessage
        {
            DomaindatagrantId = grant.Metadata.Name ?? "",
            Author = grant.Spec?.Author ?? "",
            DomaindataId = grant.Spec?.DomainDataID ?? "",
            GrantDomain = grant.Spec?.GrantDomain ?? "",
            Description = grant.Spec?.Description ?? new Dictionary<string, string>(),
            Signature = grant.Spec?.Signature ?? "",
            DomainId = grant.Metadata.Namespace ?? "",
            Limit = grant.Spec?.Limit is { } limit ? ToMessage(limit) : null,
        },
        Status = new GrantStatusMessage
        {
            Phase = grant.Status?.Phase ?? "",
            Message = grant.Status?.Message ?? "",
            Records =
            [
                .. (grant.Status?.UseRecords ?? []).Select(r => new UseRecordMessage
                {
                    UseTime = r.UseTime is { } time ? Nanoseconds(time) : 0,
                    GrantDomain = r.GrantDomain ?? "",
                    Component = r.Component ?? "",
                    Output = r.Output ?? "",
                }),
            ],
        },
    };

    private static GrantLimitMessage ToMessage(GrantLimit limit) => new()
    {
        ExpirationTime = limit.ExpirationTime is { } end ? Nanoseconds(end) : 0,
        UseCount = limit.UseCount ?? 0,
        FlowId = limit.FlowID ?? "",
        Components = limit.Components ?? [],
        Initiator = limit.Initiator ?? "",
        InputConfig = limit.InputConfig ?? "",
    };

    private static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;

    private static string NotFound(GrantKey key) => $"domaindatagrants.kuscia.secretflow \"{key.DomaindatagrantId}\" not found";
}
