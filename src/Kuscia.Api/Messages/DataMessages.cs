using System.Text.Json.Serialization;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Messages;

/// <summary>Creates or updates a domaindata; on update an empty member keeps the stored value.</summary>
internal sealed record WriteDomainDataRequest
{
    public string DomaindataId { get; init; } = "";
    public string Name { get; init; } = "";
    public string Type { get; init; } = "";
    public string RelativeUri { get; init; } = "";
    public string DomainId { get; init; } = "";
    public string DatasourceId { get; init; } = "";
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
    public PartitionMessage? Partition { get; init; }
    public IReadOnlyList<DataColumnMessage> Columns { get; init; } = [];
    public string Vendor { get; init; } = "";

    [JsonConverter(typeof(EnumTextConverter))]
    public string FileFormat { get; init; } = "";
}

internal sealed record DomainDataKey
{
    public string DomainId { get; init; } = "";
    public string DomaindataId { get; init; } = "";
}

internal sealed record QueryDomainDataRequest
{
    public DomainDataKey? Data { get; init; }
}

internal sealed record ListDomainDataRequest
{
    public ListDomainDataFilter? Data { get; init; }
}

internal sealed record ListDomainDataFilter
{
    public string DomainId { get; init; } = "";
    public string DomaindataType { get; init; } = "";
    public string DomaindataVendor { get; init; } = "";
}

internal sealed record DomainDataIdData
{
    public string DomaindataId { get; init; } = "";
}

internal sealed record DomainDataListData
{
    public IReadOnlyList<DomainDataMessage> DomaindataList { get; init; } = [];
}

internal sealed record DomainDataMessage
{
    public string DomaindataId { get; init; } = "";
    public string Name { get; init; } = "";
    public string Type { get; init; } = "";
    public string RelativeUri { get; init; } = "";
    public string DomainId { get; init; } = "";
    public string DatasourceId { get; init; } = "";
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
    public PartitionMessage? Partition { get; init; }
    public IReadOnlyList<DataColumnMessage> Columns { get; init; } = [];
    public string Vendor { get; init; } = "";
    public string Status { get; init; } = "";
    public string Author { get; init; } = "";
    public string FileFormat { get; init; } = "UNKNOWN";
}

internal sealed record CreateGrantRequest
{
    public string DomaindatagrantId { get; init; } = "";
    public string DomaindataId { get; init; } = "";
    public string GrantDomain { get; init; } = "";
    public GrantLimitMessage? Limit { get; init; }
    public IReadOnlyDictionary<string, string> Description { get; init; } = new Dictionary<string, string>();
    public string Signature { get; init; } = "";
    public string DomainId { get; init; } = "";
}

internal sealed record GrantLimitMessage
{
    /// <summary>Unix time in nanoseconds; 0 never expires.</summary>
    [JsonConverter(typeof(Int64TextConverter))]
    public long ExpirationTime { get; init; }
    public int UseCount { get; init; }
    public string FlowId { get; init; } = "";
    public IReadOnlyList<string> Components { get; init; } = [];
    public string Initiator { get; init; } = "";
    public string InputConfig { get; init; } = "";
}

internal sealed record GrantKey
{
    public string DomainId { get; init; } = "";
    public string DomaindatagrantId { get; init; } = "";
}

internal sealed record GrantIdData
{
    public string DomaindatagrantId { get; init; } = "";
}

internal sealed record GrantMessage
{
    public GrantDataMessage? Data { get; init; }
    public GrantStatusMessage? Status { get; init; }
}

internal sealed record GrantDataMessage
{
    public string DomaindatagrantId { get; init; } = "";
    public string Author { get; init; } = "";
    public string DomaindataId { get; init; } = "";
    public string GrantDomain { get; init; } = "";
    public GrantLimitMessage? Limit { get; init; }
    public IReadOnlyDictionary<string, string> Description { get; init; } = new Dictionary<string, string>();
    public string Signature { get; init; } = "";
    public string DomainId { get; init; } = "";
}

internal sealed record GrantStatusMessage
{
    public string Phase { get; init; } = "";
    public string Message { get; init; } = "";
    public IReadOnlyList<UseRecordMessage> Records { get; init; } = [];
}

internal sealed record UseRecordMessage
{
    [JsonConverter(typeof(Int64TextConverter))]
    public long UseTime { get; init; }
    public string GrantDomain { get; init; } = "";
    public string Component { get; init; } = "";
    public string Output { get; init; } = "";
}
