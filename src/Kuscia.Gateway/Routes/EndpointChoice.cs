using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Routes;

/// <summary>Picks the replica of a Service: the same one for the same session, any one otherwise; those that just failed come last.</summary>
internal static class EndpointChoice
{
    public static ServiceEndpoint? Choose(ServiceModel service, HttpContext context)
    {
        IReadOnlyList<ServiceEndpoint> endpoints = service.Endpoints;
        if (endpoints.Count <= 1)
        {
            return endpoints.Count == 0 ? null : endpoints[0];
        }

        string? key = AffinityKey(service, context);
        ServiceEndpoint? best = null;
        ulong bestScore = 0;
        foreach (ServiceEndpoint endpoint in endpoints)
        {
            ulong score = key is null ? (ulong)Random.Shared.NextInt64() : Score(key, endpoint.Authority);
            score = (score >> 1) | (endpoint.Upstream.IsEjected ? 0 : 1UL << 63);
            if (best is null || score > bestScore)
            {
                (best, bestScore) = (endpoint, score);
            }
        }

        return best;
    }

    private static string? AffinityKey(ServiceModel service, HttpContext context)
    {
        if (service.StickyCookie is { } cookie)
        {
            string? value = context.Request.Cookies[cookie];
            if (string.IsNullOrEmpty(value))
            {
                value = Guid.NewGuid().ToString("N");
                context.Response.Cookies.Append(cookie, value, new CookieOptions { MaxAge = TimeSpan.FromSeconds(service.StickySeconds), HttpOnly = true });
            }

            return value;
        }

        if (service.ClientAffinity)
        {
            return context.Connection.RemoteIpAddress?.ToString() ?? context.Request.Headers[WellKnownHeaders.Source].ToString();
        }

        string? session = context.Request.Headers[WellKnownHeaders.SessionId];
        return string.IsNullOrEmpty(session) ? null : session;
    }

    // Rendezvous hashing: every instance of the gateway picks the same replica, and a lost replica moves only its own sessions.
    private static ulong Score(string key, string authority)
    {
        ulong hash = Fnv(14695981039346656037, key);
        hash = Fnv(hash ^ '|', authority);
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        return hash ^ (hash >> 33);
    }

    // FNV-1a, 64 bit.
    private static ulong Fnv(ulong hash, string text)
    {
        foreach (char c in text)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash;
    }
}
