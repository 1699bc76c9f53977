using System.Text.Json.Serialization;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Messages;

/// <summary>Creates or updates a domaindata; on update an empty member keeps the stored value.</summary>
internal sealed record WriteDomainDataRequest
{
    public string DomaindataId { get; set; } = "";
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string RelativeUri { get; set; } = "";
    public string DomainId { get; set; } = "";
    public string DatasourceId { get; set; } = "";
    public IReadOnlyDictionary<string, string> Attributes { get; set; } = new Dictionary<string, string>();
    public PartitionMessage? Partition { get; set; }
    public IReadOnlyList<DataColumnMessage> Columns { get; set; } = [];
    public string Vendor { get; set; } = "";

    [JsonConverter(typeof(EnumTextConverter))]
    public string FileFormat { get; set; } = "";
}

internal sealed record DomainDataKey
{
    public string DomainId { get; set; } = "";
    public string DomaindataId { get; set; } = "";
}

internal sealed record QueryDomainDataRequest
{
    public DomainDataKey? Data { get; set; }
}

internal sealed record ListDomainDataRequest
{
    public ListDomainDataFilter? Data { get; set; }
}

internal sealed record ListDomainDataFilter
{
    public string DomainId { get; set; } = "";
    public string DomaindataType { get; set; } = "";
    public string DomaindataVendor { get; set; } = "";
}

internal sealed record DomainDataIdData
{
    public string DomaindataId { get; set; } = "";
}

internal sealed record DomainDataListData
{
    public IReadOnlyList<DomainDataMessage> DomaindataList { get; set; } = [];
}

internal sealed record DomainDataMessage
{
    public string DomaindataId { get; set; } = "";
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string RelativeUri { get; set; } = "";
    public string DomainId { get; set; } = "";
    public string DatasourceId { get; set; } = "";
    public IReadOnlyDictionary<string, string> Attributes { get; set; } = new Dictionary<string, string>();
    public PartitionMessage? Partition { get; set; }
    public IReadOnlyList<DataColumnMessage> Columns { get; set; } = [];
    public string Vendor { get; set; } = "";
    public string Status { get; set; } = "";
    public string Author { get; set; } = "";
    public string FileFormat { get; set; } = "UNKNOWN";
}

internal sealed record CreateGrantRequest
{
    public string DomaindatagrantId { get; set; } = "";
    public string DomaindataId { get; set; } = "";
    public string GrantDomain { get; set; } = "";
    public GrantLimitMessage? Limit { get; set; }
    public IReadOnlyDictionary<string, string> Description { get; set; } = new Dictionary<string, string>();
    public string Signature { get; set; } = "";
    public string DomainId { get; set; } = "";
}

internal sealed record GrantLimitMessage
{
    /// <summary>Unix time in nanoseconds; 0 never expires.</summary>
    [JsonConverter(typeof(Int64TextConverter))]
    public long ExpirationTime { get; set; }
    public int UseCount { get; set; }
    public string FlowId { get; set; } = "";
    public IReadOnlyList<string> Components { get; set; } = [];
    public string Initiator { get; set; } = "";
    public string InputConfig { get; set; } = "";
}

internal sealed record GrantKey
{
    public string DomainId { get; set; } = "";
    public string DomaindatagrantId { get; set; } = "";
}

internal sealed record GrantIdData
{
    public string DomaindatagrantId { get; set; } = "";
}

internal sealed record GrantMessage
{
    public GrantDataMessage? Data { get; set; }
    public GrantStatusMessage? Status { get; set; }
}

internal sealed record GrantDataMessage
{
    public string DomaindatagrantId { get; set; } = "";
    public string Author { get; set; } = "";
    public string DomaindataId { get; set; } = "";
    public string GrantDomain { get; set; } = "";
    public GrantLimitMessage? Limit { get; set; }
    public IReadOnlyDictionary<string, string> Description { get; set; } = new Dictionary<string, string>();
    public string Signature { get; set; } = "";
    public string DomainId { get; set; } = "";
}

internal sealed record GrantStatusMessage
{
    public string Phase { get; set; } = "";
    public string Message { get; set; } = "";
    public IReadOnlyList<UseRecordMessage> Records { get; set; } = [];
}

internal sealed record UseRecordMessage
{
    [JsonConverter(typeof(Int64TextConverter))]
    public long UseTime { get; set; }
    public string GrantDomain { get; set; } = "";
    public string Component { get; set; } = "";
    public string Output { get; set; } = "";
}
