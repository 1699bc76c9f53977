using System.Text.Json.Serialization;

namespace Kuscia.Gateway.Enrolment;

/// <summary>What a lite node sends to <c>/register</c>.</summary>
internal sealed record EnrolmentRequest
{
    [JsonPropertyName("domain_id")]
    public string? DomainId { get; init; }

    /// <summary>Base64 of the PEM text of a PKCS#10 certificate request.</summary>
    [JsonPropertyName("csr")]
    public string? SigningRequest { get; init; }

    /// <summary>A number that the proof covers; the originals send the nanoseconds within the current second.</summary>
    [JsonPropertyName("request_time")]
    public long RequestTime { get; init; }
}

/// <summary>What an enrolled node gets back.</summary>
internal sealed record EnrolmentReply
{
    /// <summary>Base64 of the PEM text of the certificate.</summary>
    [JsonPropertyName("cert")]
    public required string Certificate { get; init; }

    /// <summary>Base64 of the master's public key (PKCS#1, PEM); absent when tokens are made without it.</summary>
    [JsonPropertyName("master_pubkey")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MasterKey { get; init; }
}

[JsonSerializable(typeof(EnrolmentRequest))]
[JsonSerializable(typeof(EnrolmentReply))]
internal sealed partial class EnrolmentJsonContext : JsonSerializerContext;
