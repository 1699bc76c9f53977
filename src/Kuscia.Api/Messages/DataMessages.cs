using System.Text.Json.Serialization;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Messages;

internal sealed record QueryDomainDataRequest
{
    public DomainDataKey? Data { get; set; }
}

internal sealed record BatchQueryDomainDataRequest
{
    public IReadOnlyList<DomainDataKey> Data { get; set; } = [];
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

internal sealed record DomainDataListData
{
    public IReadOnlyList<DomainDataMessage> DomaindataList { get; set; } = [];
}

internal sealed record BatchQueryGrantRequest
{
    public IReadOnlyList<GrantKey> Data { get; set; } = [];
}

internal sealed record ListGrantRequest
{
    public ListGrantFilter? Data { get; set; }
}

internal sealed record ListGrantFilter
{
    public string DomainId { get; set; } = "";
    public string GrantDomain { get; set; } = "";
    public string DomaindataVendor { get; set; } = "";
}

internal sealed record GrantListData
{
    public IReadOnlyList<GrantMessage> DomaindatagrantList { get; set; } = [];
}

internal sealed record GrantMessage
{
    public GrantDataMessage? Data { get; set; }
    public GrantStatusMessage? Status { get; set; }
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
