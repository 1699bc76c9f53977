using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Discovery;
using Kuscia.ApiServer.Formats;
using Kuscia.Model.Descriptors;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.OpenApi;

/// <summary>Answers <c>/openapi/v3</c>, its documents per group version, and <c>/openapi/v2</c> in the format that the client prefers.</summary>
internal sealed class OpenApiEndpoint(KindCatalog catalog, string productVersion) : IDocumentEndpoint
{
    private const string Prefix = "/openapi/v3";

    private readonly PerKinds<Documents> _documents = new(catalog, kinds => new Documents(kinds, productVersion));

    /// <inheritdoc/>
    public async Task<bool> TryHandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string path = CachedDocument.PathOf(context);
        if (!CachedDocument.IsRead(context) || !path.StartsWith("/openapi/", StringComparison.Ordinal))
        {
            return false;
        }

        if (Find(path, context.Request) is not { } document)
        {
            return false;
        }

        if (context.Request.Query["hash"] == document.Hash)
        {
            context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        }

        await document.WriteAsync(context, cancellationToken);
        return true;
    }

    private CachedDocument? Find(string path, HttpRequest request)
    {
        Documents documents = _documents.Current;
        if (path == Prefix)
        {
            return documents.Index.Value;
        }

        if (path == "/openapi/v2")
        {
            return WantsBinary(request) ? documents.BinarySwagger.Value : documents.Swagger.Value;
        }

        return path.StartsWith(Prefix + "/", StringComparison.Ordinal) && documents.Versions.TryGetValue(path[(Prefix.Length + 1)..], out Lazy<CachedDocument>? version)
            ? version.Value
            : null;
    }

    // JSON is the default; who accepts neither form is told so.
    private static bool WantsBinary(HttpRequest request)
    {
        string[] wanted = MediaRange.Preferences(request.Headers.Accept);
        foreach (string type in wanted)
        {
            switch (type)
            {
                case "application/json" or "application/*" or "*/*":
                    return false;
                case SwaggerDocument.BinaryType or "application/com.github.proto-openapi.spec.v2@v1.0+protobuf":
                    return true;
            }
        }

        return wanted.Length == 0 ? false : throw new ApiStatusException(new ApiStatus(406, "NotAcceptable",
            $"only the following media types are accepted: application/json, {SwaggerDocument.BinaryType}"));
    }

    /// <summary>The documents of the kinds that are served at one moment, built when first asked for.</summary>
    private sealed class Documents
    {
        private readonly string _product;

        public Documents(KindSet kinds, string productVersion)
        {
            _product = productVersion;
            Versions = kinds.All.GroupBy(k => (k.Kind.Group.Length == 0 ? "api/" : "apis/") + k.Kind.ApiVersion)
                .ToFrozenDictionary(g => g.Key, g => new Lazy<CachedDocument>(() => Document([.. g])), StringComparer.Ordinal);
            Index = new Lazy<CachedDocument>(BuildIndex);
            Swagger = new Lazy<CachedDocument>(() => SwaggerDocument.Json(kinds.All, productVersion));
            BinarySwagger = new Lazy<CachedDocument>(() => SwaggerDocument.Binary(productVersion));
        }

        public FrozenDictionary<string, Lazy<CachedDocument>> Versions { get; }

        public Lazy<CachedDocument> Index { get; }

        public Lazy<CachedDocument> Swagger { get; }

        public Lazy<CachedDocument> BinarySwagger { get; }

        private CachedDocument BuildIndex()
        {
            JsonObject paths = new();
            foreach ((string name, Lazy<CachedDocument> document) in Versions.OrderBy(v => v.Key, StringComparer.Ordinal))
            {
                paths[name] = new JsonObject { ["serverRelativeURL"] = $"{Prefix}/{name}?hash={document.Value.Hash}" };
            }

            return CachedDocument.Json(new JsonObject { ["paths"] = paths });
        }

        private CachedDocument Document(KindDescriptor[] kinds) => CachedDocument.Json(new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kuscia", ["version"] = _product },
            ["paths"] = OpenApiPaths.Build(kinds),
            ["components"] = new JsonObject { ["schemas"] = OpenApiSchemas.Components(kinds) },
        });
    }
}
