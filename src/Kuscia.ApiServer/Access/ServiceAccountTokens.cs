using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Objects;
using Kuscia.Identity;

namespace Kuscia.ApiServer.Access;

/// <summary>What a valid service-account token says.</summary>
/// <param name="Namespace">Namespace of the account.</param>
/// <param name="Name">Name of the account.</param>
/// <param name="Uid">Identity of the account.</param>
/// <param name="Audiences">For whom the token is.</param>
/// <param name="Bound">The object with which it ends; null when it is bound to none.</param>
internal sealed record ServiceAccountClaims(string Namespace, string Name, string Uid, IReadOnlyList<string> Audiences, BoundObject? Bound);

/// <summary>Signs and checks service-account tokens (JWT, RS256) with a key kept beside the store.</summary>
internal sealed class ServiceAccountTokens : IDisposable
{
    /// <summary>Issuer and default audience.</summary>
    public const string Issuer = "https://kubernetes.default.svc.cluster.local";

    /// <summary>The audiences that mean this API server: a token for another service is no key to it.</summary>
    public static readonly IReadOnlyList<string> OwnAudiences = [Issuer];

    /// <summary>File of the key.</summary>
    public const string FileName = "service.key";

    private const int MaxTokenLength = 8192;
    private readonly string _header;
    private readonly RSA _key;
    private readonly TimeProvider _time;
    private readonly Lock _signing = new();

    private ServiceAccountTokens(RSA key, TimeProvider time)
    {
        _key = key;
        _time = time;
        KeyId = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        _header = Base64Url.EncodeToString(JsonText.ToUtf8(new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId, ["typ"] = "JWT" }));
    }

    /// <summary>The name of the key in tokens: the same for all who have the key.</summary>
    public string KeyId { get; }

    /// <summary>The public key as a JSON Web Key (RFC 7517), for those who check tokens by themselves.</summary>
    public JsonObject PublicKey()
    {
        RSAParameters key = _key.ExportParameters(false);
        return new JsonObject
        {
            ["use"] = "sig",
            ["kty"] = "RSA",
            ["kid"] = KeyId,
            ["alg"] = "RS256",
            ["n"] = Base64Url.EncodeToString(key.Modulus),
            ["e"] = Base64Url.EncodeToString(key.Exponent),
        };
    }

    /// <summary>Reads the signing key, or makes it.</summary>
    public static ServiceAccountTokens Open(string folder, TimeProvider time)
    {
        MakeKeyIfMissing(folder);
        RSA key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(folder, FileName)));
        return new ServiceAccountTokens(key, time);
    }

    /// <summary>Makes the file of the key unless it is there.</summary>
    public static void MakeKeyIfMissing(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            using RSA key = RSA.Create(2048);
            KeyFiles.Write(path, key.ExportRSAPrivateKeyPem() + "\n");
        }
    }

    /// <summary>A token for a service account.</summary>
    public (string Token, DateTimeOffset Expires) Issue(StoredObject account, IReadOnlyList<string> audiences, BoundObject? bound, TimeSpan life)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset expires = now + life;
        IReadOnlyList<string> named = audiences.Count == 0 ? OwnAudiences : audiences;
        JsonObject about = new()
        {
            ["namespace"] = account.Namespace,
            ["serviceaccount"] = new JsonObject { ["name"] = account.Name, ["uid"] = account.Uid },
        };
        if (bound is not null)
        {
            about[bound.Claim] = new JsonObject { ["name"] = bound.Name, ["uid"] = bound.Uid };
        }

        JsonObject payload = new()
        {
            ["aud"] = new JsonArray([.. named.Select(a => (JsonNode)a)]),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iss"] = Issuer,
            ["kubernetes.io"] = about,
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["sub"] = UserInfo.OfAccount(account.Namespace, account.Name),
        };
        string signed = $"{_header}.{Base64Url.EncodeToString(JsonText.ToUtf8(payload))}";
        lock (_signing)
        {
            byte[] signature = _key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return ($"{signed}.{Base64Url.EncodeToString(signature)}", DateTimeOffset.FromUnixTimeSeconds(expires.ToUnixTimeSeconds()));
        }
    }

    /// <summary>The claims of a token with a good signature that is in force, or null. Whether the account still exists is not looked at.</summary>
    public ServiceAccountClaims? Read(string token)
    {
        string[] parts = token.Length > MaxTokenLength ? [] : token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            JsonObject header = JsonText.ParseObject(Base64Url.DecodeFromChars(parts[0]));
            byte[] signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            bool good = header.Text("alg") == "RS256" && Verify(signed, Base64Url.DecodeFromChars(parts[2]));
            return good ? Claims(JsonText.ParseObject(Base64Url.DecodeFromChars(parts[1]))) : null;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or CryptographicException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private bool Verify(byte[] signed, byte[] signature)
    {
        lock (_signing)
        {
            return _key.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    private ServiceAccountClaims? Claims(JsonObject payload)
    {
        long now = _time.GetUtcNow().ToUnixTimeSeconds();
        bool inForce = payload.Number("exp") > now && (payload.Number("nbf") ?? 0) <= now && payload.Text("iss") == Issuer;
        JsonObject? bound = payload["kubernetes.io"] as JsonObject;
        JsonObject? account = bound?["serviceaccount"] as JsonObject;
        return inForce && bound?.Text("namespace") is string @namespace && account?.Text("name") is string name && account.Text("uid") is string uid
            ? new ServiceAccountClaims(@namespace, name, uid, payload.Texts("aud"), Bound(bound, "Pod", "pod") ?? Bound(bound, "Secret", "secret"))
            : null;
    }

    private static BoundObject? Bound(JsonObject claims, string kind, string member) =>
        claims[member] is JsonObject bound ? new BoundObject(kind, bound.Text("name") ?? "", bound.Text("uid") ?? "") : null;
}
