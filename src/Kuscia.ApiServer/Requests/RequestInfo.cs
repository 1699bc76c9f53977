using Kuscia.Model.Descriptors;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Requests;

/// <summary>What a request is about, read from method and path, and from the kind that the path names; the basis of authorisation.</summary>
internal sealed record RequestInfo
{
    /// <summary>True for <c>/api/V/…</c> and <c>/apis/G/V/…</c> with a resource.</summary>
    public bool IsResource { get; init; }

    /// <summary>get, list, watch, create, update, patch, delete or deletecollection; for other paths the method in lower case.</summary>
    public required string Verb { get; init; }

    public required string Path { get; init; }
    public string Group { get; init; } = "";
    public string Version { get; init; } = "";

    /// <summary>
    /// The namespace whose rights count: that of the path for what lives in a namespace, the name for a Namespace itself, null for everything else, whatever the path says.
    /// </summary>
    public string? Namespace { get; init; }

    public string Resource { get; init; } = "";
    public string? Subresource { get; init; }
    public string Name { get; init; } = "";

    /// <summary>The kind; null when no such kind is served.</summary>
    public KindDescriptor? Kind { get; init; }

    /// <summary>The path has a form that nothing is served at: segments behind the subresource, or a cluster-wide kind inside a namespace.</summary>
    public bool IsMisplaced { get; init; }

    /// <summary>Reads a request.</summary>
    public static RequestInfo Of(HttpRequest request, KindSet kinds)
    {
        string path = request.Path.Value ?? "/";
        string method = request.Method.ToUpperInvariant();
        RequestInfo plain = new() { Verb = method.ToLowerInvariant(), Path = path };
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
        info = Locate(info, parts.AsSpan(start), kinds);
        bool watch = watchPath || (Flag(request.Query["watch"]) && info.Name.Length == 0);
        info = info with { Verb = watchPath && method is not ("GET" or "HEAD") ? plain.Verb : VerbOf(method, info, watch), IsMisplaced = info.IsMisplaced || (watchPath && info.Subresource is not null) };
        return info with { Name = NameOf(info, request) };
    }

    /// <summary>True for a query flag that is set.</summary>
    public static bool Flag(string? value) => value is "true" or "1" or "True" or "t" or "T" or "TRUE";

    private static RequestInfo Locate(RequestInfo info, ReadOnlySpan<string> rest, KindSet kinds)
    {
        bool itself = false;
        string? within = null;
        if (rest[0] == "namespaces" && rest.Length > 1)
        {
            // "namespaces/NS/status" is about the Namespace itself, "namespaces/NS/pods" about what is in it.
            itself = rest.Length == 2 || (rest.Length == 3 && rest[2] is "status" or "finalize");
            within = rest[1];
            rest = itself ? rest : rest[2..];
        }

        // Rights in a namespace reach what lives in it: for a cluster-wide kind the namespace of the path does not count.
        KindDescriptor? kind = kinds.Find(info.Group, info.Version, rest[0]);
        bool clusterWide = kind is { Kind.Namespaced: false };
        return info with
        {
            Kind = kind,
            Namespace = clusterWide && !itself ? null : within,
            Resource = rest[0],
            Name = rest.Length > 1 ? rest[1] : "",
            Subresource = rest.Length > 2 ? rest[2] : null,
            IsMisplaced = rest.Length > 3 || (clusterWide && !itself && within is not null),
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
        return info.Name.Length == 0 && info.Verb is "list" or "watch" or "deletecollection" && fields is not null && fields.StartsWith(Prefix, StringComparison.Ordinal) && !fields.Contains(',', StringComparison.Ordinal)
            ? fields[Prefix.Length..].TrimStart('=')
            : info.Name;
    }
}
