// Members are named and explained as on the wire (messages of kuscia.proto.api.v1alpha1).
#pragma warning disable CS1591
using System.Text.Json.Serialization;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Operations.Data;

/// <summary>Creates or replaces a grant.</summary>
public sealed record WriteGrantRequest
{
    public string DomaindatagrantId { get; set; } = "";
    public string DomaindataId { get; set; } = "";
    public string GrantDomain { get; set; } = "";
    public GrantLimitMessage? Limit { get; set; }
    public IReadOnlyDictionary<string, string> Description { get; set; } = new Dictionary<string, string>();

    /// <summary>Stored as given, unless the API signs itself.</summary>
    public string Signature { get; set; } = "";

    /// <summary>The owner; an API that serves one domain only ignores it.</summary>
    public string DomainId { get; set; } = "";
}

/// <summary>What a grant allows at most.</summary>
public sealed record GrantLimitMessage
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

/// <summary>Names one grant.</summary>
public sealed record GrantKey
{
    public string DomainId { get; set; } = "";
    public string DomaindatagrantId { get; set; } = "";
}

/// <summary>The id of a created grant.</summary>
public sealed record GrantIdData
{
    public string DomaindatagrantId { get; set; } = "";
}

/// <summary>A grant as it is told; an API that serves one domain only leaves out the domain.</summary>
public sealed record GrantDataMessage
{
    public string DomaindatagrantId { get; set; } = "";
    public string Author { get; set; } = "";
    public string DomaindataId { get; set; } = "";
    public string GrantDomain { get; set; } = "";
    public GrantLimitMessage? Limit { get; set; }
    public IReadOnlyDictionary<string, string> Description { get; set; } = new Dictionary<string, string>();
    public string Signature { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DomainId { get; set; }
}
