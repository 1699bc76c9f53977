using System.Text.Json.Serialization;

namespace Kuscia.Node.Modes;

/// <summary>What <c>var/node.json</c> says.</summary>
/// <param name="DomainId">The domain.</param>
/// <param name="Mode">The mode; null when only the certificate is known.</param>
/// <param name="PublicKeySha256">SHA-256 of the public key (PKCS#1), in hex.</param>
internal sealed record RootRecord(string DomainId, string? Mode, string PublicKeySha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RootRecord))]
internal sealed partial class RootRecordContext : JsonSerializerContext;
