using System.Text.Json.Serialization;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.DataMesh.Messages;

/// <summary>Creates or replaces a grant.</summary>
internal sealed record WriteGrantRequest
{
    public string DomaindatagrantId { get; set; } = "";
    public string DomaindataId { get; set; } = "";
    public string GrantDomain { get; set; } = "";
    public GrantLimitMessage? Limit { get; set; }
    public IReadOnlyDictionary<string, string> Description { get; set; } = new Dictionary<string, string>();
}

internal sealed record GrantKey
{
    public string DomaindatagrantId { get; set; } = "";
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

internal sealed record GrantMessage
{
    public string DomaindatagrantId { get; set; } = "";
    public string Author { get; set; } = "";
    public string DomaindataId { get; set; } = "";
    public string GrantDomain { get; set; } = "";
    public GrantLimitMessage? Limit { get; set; }
    public IReadOnlyDictionary<string, string> Description { get; set; } = new Dictionary<string, string>();
    public string Signature { get; set; } = "";
}
