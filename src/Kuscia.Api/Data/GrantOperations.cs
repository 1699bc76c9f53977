using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;
using Kuscia.Runtime.Client;

namespace Kuscia.Api.Data;

/// <summary>Grants of data to other domains.</summary>
internal sealed class GrantOperations(IResourceClient client)
{
    private const string Prefix = "/api/v1/domaindatagrant/";

    private static readonly ApiJsonContext Json = ApiJsonContext.Default;
    private static readonly DataContract Codes = ErrorCodes.Data;

    private readonly GrantStore _grants = new(client, Codes, signingKey: null);

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<WriteGrantRequest, GrantIdData>(Prefix + "create", Json, Codes.CreateGrant, (r, _, ct) => _grants.CreateAsync(r, r.DomainId, ct)),
        Operation.Create<WriteGrantRequest>(Prefix + "update", Json, Codes.UpdateGrant, (r, _, ct) => _grants.UpdateAsync(r, r.DomainId, ct)),
        Operation.Create<GrantKey>(Prefix + "delete", Json, Codes.DeleteGrant, (r, _, ct) => _grants.DeleteAsync(r, r.DomainId, ct)),
        Operation.Create<GrantKey, GrantMessage>(Prefix + "query", Json, Codes.QueryGrant, QueryAsync),
        Operation.Create<BatchQueryGrantRequest, IReadOnlyList<GrantMessage>>(Prefix + "batchQuery", Json, ErrorCodes.QueryGrant, BatchAsync),
        Operation.Create<ListGrantRequest, GrantListData>(Prefix + "list", Json, ErrorCodes.ListDomainData, ListAsync),
    ];

    private async Task<Reply<GrantMessage>> QueryAsync(GrantKey request, Caller caller, CancellationToken cancellationToken) =>
        await _grants.FindAsync(request, request.DomainId, cancellationToken) is { } grant
            ? Replies.Of(ToMessage(grant))
            : Replies.Fail<GrantMessage>(ErrorCodes.GrantNotExists, GrantStore.NotFound(request.DomaindatagrantId));

    // Always one answer per item: a failed one is an empty object, and the details tell its status.
    private async Task<Reply<IReadOnlyList<GrantMessage>>> BatchAsync(BatchQueryGrantRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.Require(request.Data.Count == 0 ? "Field \"data\" must name at least one grant" : null);
        List<GrantMessage> grants = [];
        List<StatusDetail> details = [];
        int empty = 0;
        foreach (GrantKey key in request.Data)
        {
            (GrantMessage? grant, StatusDetail detail) = await OneAsync(key, cancellationToken);
            empty += detail.Code == ErrorCodes.GrantNotExists ? 1 : 0;
            grants.Add(grant ?? new GrantMessage());
            details.Add(detail);
        }

        int failed = details.Count(d => d.Code != 0);
        string message = failed == 0 ? ReplyStatus.Success.Message : $"BatchQuery has error. Empty/Error/Total({empty}/{failed - empty}/{details.Count})";
        ReplyStatus status = new() { Code = failed == 0 ? 0 : ErrorCodes.QueryGrant, Message = message, Details = details };
        return new Reply<IReadOnlyList<GrantMessage>> { Status = status, Data = grants };
    }

    private async Task<(GrantMessage? Grant, StatusDetail Detail)> OneAsync(GrantKey key, CancellationToken cancellationToken)
    {
        try
        {
            DomainDataGrant? grant = await _grants.FindAsync(key, key.DomainId, cancellationToken);
            return grant is null
                ? (null, new StatusDetail { Code = ErrorCodes.GrantNotExists, Message = GrantStore.NotFound(key.DomaindatagrantId) })
                : (ToMessage(grant), new StatusDetail { Message = ReplyStatus.Success.Message });
        }
        catch (Exception e) when (e is ResourceException or RequestFaultException)
        {
            return (null, new StatusDetail { Code = e is ResourceException ? ErrorCodes.QueryGrant : ErrorCodes.RequestInvalid, Message = e.Message });
        }
    }

    private async Task<Reply<GrantListData>> ListAsync(ListGrantRequest request, Caller caller, CancellationToken cancellationToken)
    {
        ListGrantFilter filter = request.Data ?? new ListGrantFilter();
        RequestCheck.Require(
            RequestCheck.Name("data.domain_id", filter.DomainId),
            LabelFilter.Check("data.grant_domain", filter.GrantDomain),
            LabelFilter.Check("data.domaindata_vendor", filter.DomaindataVendor));
        string? selector = LabelFilter.Of((WellKnownLabels.DomainDataGrantDomain, filter.GrantDomain), (WellKnownLabels.DomainDataGrantVendor, filter.DomaindataVendor));
        ResourceList<DomainDataGrant> list = await client.ListAsync(Kinds.DomainDataGrant, filter.DomainId, new ListOptions { LabelSelector = selector }, cancellationToken);
        return Replies.Of(new GrantListData { DomaindatagrantList = [.. list.Items.Select(ToMessage)] });
    }

    private static GrantMessage ToMessage(DomainDataGrant grant) => new()
    {
        Data = GrantMapping.ToMessage(grant, forTasks: false),
        Status = new GrantStatusMessage
        {
            Phase = grant.Status?.Phase ?? "",
            Message = grant.Status?.Message ?? "",
            Records =
            [
                .. (grant.Status?.UseRecords ?? []).Select(r => new UseRecordMessage
                {
                    UseTime = r.UseTime is { } time ? GrantMapping.Nanoseconds(time) : 0,
                    GrantDomain = r.GrantDomain ?? "",
                    Component = r.Component ?? "",
                    Output = r.Output ?? "",
                }),
            ],
        },
    };
}
