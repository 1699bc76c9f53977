using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Access;

/// <summary>Removes what a partner might write to make an application behind the gateway believe another sender.</summary>
internal static class ForgedHeaders
{
    public static void Remove(IHeaderDictionary headers)
    {
        List<string>? forged = null;
        foreach (KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> header in headers)
        {
            if (IsForged(header.Key))
            {
                (forged ??= []).Add(header.Key);
            }
        }

        foreach (string name in forged ?? [])
        {
            headers.Remove(name);
        }
    }

    // Many applications read "Kuscia_Source" and "Kuscia-Source" as the same variable (CGI, RFC 3875 §4.1.18).
    private static bool IsForged(string name) => name.Length >= 7 && (name[0] | 0x20) switch
    {
        'x' => name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase),
        'f' => name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase),
        'k' => name.StartsWith("Kuscia", StringComparison.OrdinalIgnoreCase) && name.Contains('_', StringComparison.Ordinal),
        _ => false,
    };
}
