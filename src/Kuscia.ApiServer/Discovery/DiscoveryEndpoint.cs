using System.Collections.Frozen;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Descriptors;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Discovery;

/// <summary>Answers <c>/</c>, <c>/api</c>, <c>/apis</c>, <c>/api/v1</c>, <c>/apis/G</c> and <c>/apis/G/V</c>.</summary>
internal sealed class DiscoveryEndpoint(KindCatalog catalog) : IDocumentEndpoint
{
    private readonly PerKinds<Documents> _documents = new(catalog, kinds => new Documents(kinds));

    /// <inheritdoc/>
    public async Task<bool> TryHandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string path = CachedDocument.PathOf(context);
        Documents documents = _documents.Current;
        if (!CachedDocument.IsRead(context) || !documents.Plain.TryGetValue(path, out CachedDocument? document))
        {
            return false;
        }

        CachedDocument? preferred = AskedVersion(context.Request) is { } version ? documents.Aggregated.GetValueOrDefault((path, version)) : null;
        if (preferred is null && path == "/api")
        {
            document = CachedDocument.Json(LegacyDiscovery.CoreVersions(context.Request.Host.Value));
        }

        await (preferred ?? document).WriteAsync(context, cancellationToken);
        return true;
    }

    /// <summary>The first version of aggregated discovery that the client accepts before plain JSON.</summary>
    private static string? AskedVersion(HttpRequest request)
    {
        foreach (string entry in request.Headers.Accept.SelectMany(a => (a ?? "").Split(',')))
        {
            string[] parts = [.. entry.Split(';').Select(p => p.Trim())];
            if (parts.Contains("as=APIGroupDiscoveryList") && parts.Contains("g=apidiscovery.k8s.io"))
            {
                return parts.Contains("v=v2") ? "v2" : parts.Contains("v=v2beta1") ? "v2beta1" : null;
            }

            if (parts[0] is "application/json" or "*/*")
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The documents of the kinds that are served at one moment.</summary>
    private sealed class Documents
    {
        public Documents(KindSet kinds)
        {
            IGrouping<string, KindDescriptor>[] named = [.. kinds.All.Where(k => k.Kind.Group.Length > 0).GroupBy(k => k.Kind.Group)];
            Plain = Single(kinds, named).ToFrozenDictionary(StringComparer.Ordinal);
            Dictionary<(string, string), CachedDocument> aggregated = new();
            foreach (string version in (string[])["v2", "v2beta1"])
            {
                string mediaType = AggregatedDiscovery.MediaType(version);
                aggregated[("/api", version)] = CachedDocument.Json(AggregatedDiscovery.Build(kinds.All.Where(k => k.Kind.Group.Length == 0), version), mediaType);
                aggregated[("/apis", version)] = CachedDocument.Json(AggregatedDiscovery.Build(named.SelectMany(g => g), version), mediaType);
            }

            Aggregated = aggregated.ToFrozenDictionary();
        }

        public FrozenDictionary<string, CachedDocument> Plain { get; }

        public FrozenDictionary<(string Path, string Version), CachedDocument> Aggregated { get; }

        private static Dictionary<string, CachedDocument> Single(KindSet kinds, IGrouping<string, KindDescriptor>[] named)
        {
            Dictionary<string, CachedDocument> documents = new(StringComparer.Ordinal)
            {
                ["/api"] = CachedDocument.Json(LegacyDiscovery.CoreVersions()),
                ["/apis"] = CachedDocument.Json(LegacyDiscovery.Groups(named)),
            };
            foreach (IGrouping<string, KindDescriptor> group in named)
            {
                documents[$"/apis/{group.Key}"] = CachedDocument.Json(LegacyDiscovery.Group(group.Key, group));
            }

            foreach (IGrouping<string, KindDescriptor> version in kinds.All.GroupBy(k => k.Kind.ApiVersion))
            {
                string prefix = version.First().Kind.Group.Length == 0 ? "/api/" : "/apis/";
                documents[prefix + version.Key] = CachedDocument.Json(LegacyDiscovery.Resources(version.Key, version));
            }

            string[] paths = [.. documents.Keys, "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"];
            documents["/"] = CachedDocument.Json(new System.Text.Json.Nodes.JsonObject { ["paths"] = AggregatedDiscovery.Texts(paths.Order(StringComparer.Ordinal)) });
            return documents;
        }
    }
}
