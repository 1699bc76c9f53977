using System.Buffers;

namespace Kuscia.Gateway.Routes;

/// <summary>A logical host <c>service.domain.svc</c>, or a bare service name of the own domain.</summary>
/// <param name="Text">The whole name in lower case without port.</param>
/// <param name="Service">The label(s) before the domain; empty when the name is no service name.</param>
/// <param name="Domain">The domain label; null for a bare name.</param>
internal readonly record struct HostName(string Text, string Service, string? Domain)
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._[]:");

    private const string Suffix = ".svc";

    // RFC 1035: 253 characters; longer names are no names.
    private const int MaxLength = 253;

    public static readonly HostName None = new("", "", null);

    public static HostName Parse(string? host)
    {
        if (string.IsNullOrEmpty(host) || host.Length > MaxLength + 6)
        {
            return None;
        }

        string text = WithoutPort(host).ToLowerInvariant();
        if (!IsName(text))
        {
            return None;
        }

        if (!text.EndsWith(Suffix, StringComparison.Ordinal))
        {
            return text.Contains('.', StringComparison.Ordinal) ? new HostName(text, "", null) : new HostName(text, text, null);
        }

        string rest = text[..^Suffix.Length];
        int dot = rest.LastIndexOf('.');
        return dot <= 0 ? new HostName(text, "", null) : new HostName(text, rest[..dot], rest[(dot + 1)..]);
    }

    private static string WithoutPort(string host)
    {
        int colon = host.LastIndexOf(':');
        return colon < 0 || host.EndsWith(']') ? host : host[..colon];
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxLength && !text.AsSpan().ContainsAnyExcept(NameCharacters);
}
