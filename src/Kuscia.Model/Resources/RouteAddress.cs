using System.Globalization;

namespace Kuscia.Model.Resources;

/// <summary>The address of a partner's gateway as people write it: <c>[http(s)://]host[:port][/path]</c>. The scheme decides TLS and the default port (443 or 80).</summary>
public static class RouteAddress
{
    /// <summary>The endpoint of a route; null when the text is no such address.</summary>
    public static RouteEndpoint? Parse(string text)
    {
        bool tls = text.StartsWith("https://", StringComparison.Ordinal);
        string rest = tls ? text[8..] : text.StartsWith("http://", StringComparison.Ordinal) ? text[7..] : text;
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string authority = slash < 0 ? rest : rest[..slash];
        int colon = authority.LastIndexOf(':');
        string host = colon < 0 ? authority : authority[..colon];
        int port = tls ? 443 : 80;
        bool portIsFine = colon < 0 || (int.TryParse(authority[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65536);
        return portIsFine && Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4 && !rest.Contains("://", StringComparison.Ordinal)
            ? new RouteEndpoint
            {
                Host = host,
                Ports = [new RoutePort { Name = "http", Protocol = "HTTP", Port = port, IsTLS = tls, PathPrefix = slash < 0 ? "/" : rest[slash..] }],
            }
            : null;
    }
}
