using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Server;

/// <summary>What a request is about, read from method and path alone; the basis of authorisation.</summary>
internal sealed record RequestInfo
{
    /// <summary>True for <c>/api/V/…</c> and <c>/apis/G/V/…</c> with a resource.</summary>
    public bool IsResource { get; init; }

    /// <summary>get, list, watch, create, update, patch, delete or deletecollection; for other paths the method in lower case.</summary>
    public required string Verb { get; init; }

    public required string Path { get; init; }
    public string Group { get; init; } = "";
    public string Version { get; init; } = "";
    public string? Namespace { get; init; }
    public string Resource { get; init; } = "";
    public string? Subresource { get; init; }
    public string Name { get; init; } = "";

    /// <summary>Path segments behind the subresource; nothing is served there.</summary>
    public bool HasTail { get; init; }

    /// <summary>Reads a request.</summary>
    public static RequestInfo Of(HttpRequest request)
    {
        string path = request.Path.Value ?? "/";
        string method = request.Method.ToUpperInvariant();
        var plain = new RequestInfo { Verb = method.ToLowerInvariant(), Path = path };
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int start = parts switch
        {
            ["api", _, _, ..] => 2,
            ["apis", _, _, _, ..] => 3,
            _ => 0,
        };
        if (start == 0)
        {
            return plain;
        }

        bool watchPath = parts[start] == "watch" && parts.Length > start + 1;
        start += watchPath ? 1 : 0;
        RequestInfo info = plain with { IsResource = true, Group = parts[0] == "api" ? "" : parts[1], Version = parts[0] == "api" ? parts[1] : parts[2] };
        info = Locate(info, parts.AsSpan(start));
        bool watch = watchPath || Flag(request.Query["watch"]);
        return info with { Verb = VerbOf(method, info, watchPath || (watch && info.Name.Length == 0)), Name = NameOf(info, request) };
    }

    /// <summary>True for a query flag that is set.</summary>
    public static bool Flag(string? value) => value is "true" or "1" or "True" or "t" or "T" or "TRUE";

    private static RequestInfo Locate(RequestInfo info, ReadOnlySpan<string> rest)
    {
        if (rest[0] == "namespaces" && rest.Length > 1)
        {
            // "namespaces/NS/status" is about the Namespace itself, "namespaces/NS/pods" about what is in it.
            bool itself = rest.Length == 2 || (rest.Length == 3 && rest[2] is "status" or "finalize");
            info = info with { Namespace = rest[1] };
            rest = itself ? rest : rest[2..];
        }

        return info with
        {
            Resource = rest[0],
            Name = rest.Length > 1 ? rest[1] : "",
            Subresource = rest.Length > 2 ? rest[2] : null,
            HasTail = rest.Length > 3,
        };
    }

    private static string VerbOf(string method, RequestInfo info, bool watch) => method switch
    {
        "GET" or "HEAD" when watch && info.Subresource is null => "watch",
        "GET" or "HEAD" => info.Name.Length == 0 ? "list" : "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => info.Name.Length == 0 ? "deletecollection" : "delete",
        _ => method.ToLowerInvariant(),
    };

    // A collection narrowed to one name may be allowed by resourceNames.
    private static string NameOf(RequestInfo info, HttpRequest request)
    {
        string? fields = request.Query["fieldSelector"];
        const string Prefix = "metadata.name=";
        return info.Name.Length == 0 && fields is not null && fields.StartsWith(Prefix, StringComparison.Ordinal) && !fields.Contains(',', StringComparison.Ordinal)
            ? fields[Prefix.Length..].TrimStart('=')
            : info.Name;
    }
}
