using System.Text.Json.Serialization;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Messages;

internal sealed record GenerateCertificateRequest
{
    public string CommonName { get; set; } = "";
    public string Country { get; set; } = "";
    public string Organization { get; set; } = "";
    public string OrganizationUnit { get; set; } = "";
    public string Locality { get; set; } = "";
    public string Province { get; set; } = "";
    public string StreetAddress { get; set; } = "";

    [JsonConverter(typeof(Int64TextConverter))]
    public long DurationSec { get; set; }

    /// <summary><c>PKCS#1</c> (default) or <c>PKCS#8</c>.</summary>
    public string KeyType { get; set; } = "";
}

/// <summary>Key and chain stand beside the status, not in data (wire contract).</summary>
internal sealed record GenerateCertificateReply
{
    public ReplyStatus Status { get; set; } = ReplyStatus.Success;

    /// <summary>Base64 of the PEM private key.</summary>
    public string Key { get; set; } = "";

    /// <summary>Base64 of the PEM certificate, then of its issuer.</summary>
    public IReadOnlyList<string> CertChain { get; set; } = [];
}
