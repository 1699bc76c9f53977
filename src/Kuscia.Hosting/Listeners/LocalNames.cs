using System.Net;

namespace Kuscia.Hosting.Listeners;

/// <summary>
/// What a request to a listener of the own machine may say about where it comes from. A page in a browser on this machine can be made to call any local port under
/// a name that its author's DNS leads here (DNS rebinding): then Host is that name, or the browser tells that another site sent it.
/// </summary>
public static class LocalNames
{
    /// <summary>Whether a Host header (with or without port) is a loopback address or <c>localhost</c>.</summary>
    public static bool IsLoopback(string? host)
    {
        if (string.IsNullOrEmpty(host))
        {
            return false;
        }

        string name = WithoutPort(host);
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
    }

    /// <summary>Whether a browser sent the request for a page of another site.</summary>
    /// <param name="origin">The header <c>Origin</c>.</param>
    /// <param name="fetchSite">The header <c>Sec-Fetch-Site</c>.</param>
    /// <param name="host">The header <c>Host</c>.</param>
    public static bool IsForeignPage(string? origin, string? fetchSite, string? host)
    {
        if (!string.IsNullOrEmpty(fetchSite) && fetchSite is not ("same-origin" or "none"))
        {
            return true;
        }

        return !string.IsNullOrEmpty(origin)
            && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && page.Authority.Equals(host, StringComparison.OrdinalIgnoreCase));
    }

    private static string WithoutPort(string host)
    {
        int colon = host.LastIndexOf(':');
        return colon < 0 || host.EndsWith(']') || host.IndexOf(':', StringComparison.Ordinal) != colon && !host.StartsWith('[') ? host : host[..colon];
    }
}
