using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Protos.KusciaApi;
using DomainData = Kuscia.Model.Resources.DomainData;
using DomainDataGrant = Kuscia.Model.Resources.DomainDataGrant;
using GrantLimit = Kuscia.Model.Resources.GrantLimit;

namespace Kuscia.Operations.Data;

/// <summary>Between a grant on the wire (times in nanoseconds) and the stored object (RFC 3339).</summary>
public static class GrantMapping
{
    private const long NanosecondsPerTick = 100;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The object to create, owned by the data it grants.</summary>
    public static DomainDataGrant ToResource(string id, string domain, CreateDomainDataGrantRequest request, DomainDataGrantSpec spec, DomainData data) => new()
    {
        ApiVersion = Kinds.DomainDataGrant.ApiVersion,
        Kind = Kinds.DomainDataGrant.Kind,
        Metadata = new ObjectMeta
        {
            Namespace = domain,
            Name = id,
            Labels = new Dictionary<string, string> { [WellKnownLabels.DomainDataGrantDomain] = request.GrantDomain },
            OwnerReferences = [new OwnerReference { ApiVersion = Kinds.DomainData.ApiVersion, Kind = Kinds.DomainData.Kind, Name = data.Metadata.Name ?? "", Uid = data.Metadata.Uid ?? "" }],
        },
        Spec = spec,
    };

    /// <summary>What the owner grants.</summary>
    public static DomainDataGrantSpec ToSpec(CreateDomainDataGrantRequest request, string domain) => new()
    {
        Author = domain,
        DomainDataID = request.DomaindataId,
        GrantDomain = request.GrantDomain,
        Signature = request.Signature.Length > 0 ? request.Signature : null,
        Description = request.Description.Count > 0 ? request.Description : null,
        Limit = request.Limit is { } limit ? ToSpec(limit) : null,
    };

    /// <summary>The grant as it is told: without its description, and without the initiator of its limit, as the originals have it.</summary>
    public static DomainDataGrantData ToMessage(DomainDataGrant grant) => new()
    {
        DomaindatagrantId = grant.Metadata.Name ?? "",
        Author = grant.Spec?.Author ?? "",
        DomaindataId = grant.Spec?.DomainDataID ?? "",
        GrantDomain = grant.Spec?.GrantDomain ?? "",
        Signature = grant.Spec?.Signature ?? "",
        DomainId = grant.Metadata.Namespace ?? "",
        Limit = grant.Spec?.Limit is { } limit ? ToMessage(limit) : null,
    };

    /// <summary>Unix time in nanoseconds.</summary>
    public static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;

    private static GrantLimit ToSpec(Protos.KusciaApi.GrantLimit limit) => new()
    {
        ExpirationTime = limit.ExpirationTime > 0 ? DateTimeOffset.UnixEpoch.AddSeconds(limit.ExpirationTime / NanosecondsPerSecond) : null, // whole seconds, as they are stored
        UseCount = limit.UseCount > 0 ? limit.UseCount : null,
        GrantMode = ["normal"],
        FlowID = limit.FlowId.Length > 0 ? limit.FlowId : null,
        Components = limit.Components.Count > 0 ? limit.Components : null,
        Initiator = limit.Initiator.Length > 0 ? limit.Initiator : null,
        InputConfig = limit.InputConfig.Length > 0 ? limit.InputConfig : null,
    };

    private static Protos.KusciaApi.GrantLimit ToMessage(GrantLimit limit) => new()
    {
        ExpirationTime = limit.ExpirationTime is { } end ? Nanoseconds(end) : 0,
        UseCount = limit.UseCount ?? 0,
        FlowId = limit.FlowID ?? "",
        Components = { limit.Components ?? [] },
        InputConfig = limit.InputConfig ?? "",
    };
}
