using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kuscia.Identity;

/// <summary>
/// What one domain gives another to become its partner in one step: who invites whom, where its gateway is, its certificate, and a secret by which the answer is
/// known. One line of text, signed with the key of the certificate; whoever has it can answer it once, so it travels as a password does.
/// </summary>
public sealed record Invitation
{
    private const string Mark = "kuscia-invitation-1";
    private const int MaxLength = 16 * 1024;

    /// <summary>Bytes of the secret.</summary>
    public const int SecretLength = 32;

    /// <summary>The name of the invitation at its maker; lower-case letters and digits.</summary>
    public required string Id { get; init; }

    /// <summary>The domain that invites.</summary>
    public required string From { get; init; }

    /// <summary>The domain that is invited.</summary>
    public required string To { get; init; }

    /// <summary>The gateway of the domain that invites: <c>http(s)://host[:port][/path]</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>PEM of the certificate of the domain that invites.</summary>
    public required string Certificate { get; init; }

    /// <summary>What only the two sides know.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>After that it is worth nothing.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The text to be handed over.</summary>
    /// <param name="key">The private key of the certificate.</param>
    public string ToText(RSA key)
    {
        JsonObject members = new()
        {
            ["id"] = Id,
            ["from"] = From,
            ["to"] = To,
            ["endpoint"] = Endpoint,
            ["certificate"] = Certificate,
            ["secret"] = Convert.ToBase64String(Secret),
            ["expires"] = Expires.ToUnixTimeSeconds(),
        };
        byte[] text = Encoding.UTF8.GetBytes(members.ToJsonString());
        byte[] signature = key.SignData(Signed(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{Mark}.{System.Buffers.Text.Base64Url.EncodeToString(text)}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Reads the text; null, with a sentence for people, when it is none, was changed on the way, or its time is over.</summary>
    public static Invitation? Read(string text, DateTimeOffset now, out string fault)
    {
        string[] parts = text.Trim().Split('.');
        if (text.Length > MaxLength || parts.Length != 3 || parts[0] != Mark)
        {
            fault = $"this is no invitation: it must be the one line, beginning with {Mark}, that `kuscia invite create` printed";
            return null;
        }

        try
        {
            byte[] body = System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]);
            Invitation invitation = Of(JsonNode.Parse(body)?.AsObject() ?? []);
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(invitation.Certificate);
            using RSA? key = certificate.GetRSAPublicKey();
            bool isWhole = key?.VerifyData(Signed(body), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) == true
                && certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == invitation.From && invitation.Secret.Length == SecretLength;
            fault = !isWhole ? "the invitation was changed on its way, or cut: ask for it again"
                : invitation.Expires <= now ? string.Create(CultureInfo.InvariantCulture, $"the invitation of {invitation.From} ended at {invitation.Expires.UtcDateTime:yyyy-MM-dd HH:mm}Z: ask {invitation.From} for another one (and compare the clocks)")
                : "";
            return fault.Length == 0 ? invitation : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or CryptographicException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            fault = "the invitation was changed on its way, or cut: ask for it again";
            return null;
        }
    }

    // The mark is signed too: no other text of this key can pass for an invitation.
    private static byte[] Signed(byte[] body) => [.. Encoding.ASCII.GetBytes(Mark), (byte)'.', .. body];

    private static Invitation Of(JsonObject members) => new()
    {
        Id = Text(members, "id"),
        From = Text(members, "from"),
        To = Text(members, "to"),
        Endpoint = Text(members, "endpoint"),
        Certificate = Text(members, "certificate"),
        Secret = Convert.FromBase64String(Text(members, "secret")),
        Expires = DateTimeOffset.FromUnixTimeSeconds(members["expires"]?.GetValue<long>() ?? 0),
    };

    private static string Text(JsonObject members, string name) => members[name]?.GetValue<string>() ?? throw new FormatException(name);
}
