using System.Security.Cryptography;
using System.Text;
using Kuscia.Model.Json;
using Kuscia.Model.Resources;

namespace Kuscia.Identity;

/// <summary>
/// The signature of a data grant: base64 of RSA PKCS#1 v1.5 over SHA-256 of the compact JSON of its spec without the signature, members in fixed order,
/// empty ones left out, maps sorted by key, <c>&lt; &gt; &amp;</c> escaped. Bit-compatible with the originals.
/// </summary>
public static class GrantSignature
{
    /// <summary>Signs a grant with the author's domain key.</summary>
    public static string Sign(RSA key, DomainDataGrantSpec spec) =>
        Convert.ToBase64String(key.SignData(Text(spec), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>True when the signature of the spec was made with the key's private part.</summary>
    public static bool Verify(RSA key, DomainDataGrantSpec spec)
    {
        byte[] signature = new byte[key.KeySize / 8];
        return spec.Signature is { } text
            && Convert.TryFromBase64String(text, signature, out int length)
            && key.VerifyData(Text(spec), signature.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>The bytes that are signed.</summary>
    internal static byte[] Text(DomainDataGrantSpec spec)
    {
        StringBuilder json = new();
        json.Append("{\"author\":").Append(Quote(spec.Author ?? ""));
        json.Append(",\"domainDataID\":").Append(Quote(spec.DomainDataID ?? ""));
        json.Append(",\"grantDomain\":").Append(Quote(spec.GrantDomain ?? ""));
        if (spec.Limit is { } limit)
        {
            json.Append(",\"limit\":{").AppendJoin(',', Members(limit)).Append('}');
        }

        if (spec.Description is { Count: > 0 } description)
        {
            IEnumerable<string> members = description.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{Quote(d.Key)}:{Quote(d.Value)}");
            json.Append(",\"description\":{").AppendJoin(',', members).Append('}');
        }

        return Encoding.UTF8.GetBytes(json.Append('}').ToString());
    }

    private static IEnumerable<string> Members(GrantLimit limit)
    {
        if (limit.ExpirationTime is { } time)
        {
            yield return $"\"expirationTime\":{Quote(KubernetesTimeConverter.ToText(time))}";
        }

        if (limit.UseCount is { } count and not 0)
        {
            yield return FormattableString.Invariant($"\"useCount\":{count}");
        }

        if (limit.GrantMode is { Count: > 0 } modes)
        {
            yield return $"\"grantMode\":[{string.Join(',', modes.Select(Quote))}]";
        }

        if (!string.IsNullOrEmpty(limit.FlowID))
        {
            yield return $"\"flowID\":{Quote(limit.FlowID)}";
        }

        if (limit.Components is { Count: > 0 } components)
        {
            yield return $"\"components\":[{string.Join(',', components.Select(Quote))}]";
        }

        if (!string.IsNullOrEmpty(limit.Initiator))
        {
            yield return $"\"initiator\":{Quote(limit.Initiator)}";
        }

        if (!string.IsNullOrEmpty(limit.InputConfig))
        {
            yield return $"\"inputConfig\":{Quote(limit.InputConfig)}";
        }
    }

    // As Go's encoding/json: printable text raw; quotes, backslash, controls, < > & and U+2028/U+2029 escaped.
    private static string Quote(string value)
    {
        StringBuilder text = new("\"");
        foreach (char c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => FormattableString.Invariant($"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }
}
