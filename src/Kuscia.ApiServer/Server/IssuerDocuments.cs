using System.Text.Json.Nodes;
using Kuscia.ApiServer.Access;
using Kuscia.ApiServer.Answers;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Server;

/// <summary>
/// Who signs the tokens of service accounts and with which key (OpenID Connect Discovery 1.0, RFC 7517), so that others can check a token without asking here each time.
/// </summary>
internal sealed class IssuerDocuments(ServiceAccountTokens tokens) : IDocumentEndpoint
{
    /// <summary>Where the issuer describes itself.</summary>
    public const string ConfigurationPath = "/.well-known/openid-configuration";

    /// <summary>Where its keys are.</summary>
    public const string KeysPath = "/openid/v1/jwks";

    /// <inheritdoc/>
    public async Task<bool> TryHandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string path = (context.Request.Path.Value ?? "").TrimEnd('/');
        if (context.Request.Method != "GET" || path is not (ConfigurationPath or KeysPath))
        {
            return false;
        }

        context.Response.StatusCode = 200;
        context.Response.ContentType = path == KeysPath ? "application/jwk-set+json" : "application/json";
        context.Response.Headers.CacheControl = "public, max-age=3600";
        await context.Response.Body.WriteAsync(JsonText.ToUtf8(path == KeysPath ? Keys() : Configuration(context.Request)), cancellationToken);
        return true;
    }

    private JsonObject Keys() => new() { ["keys"] = new JsonArray((JsonNode)tokens.PublicKey()) };

    private static JsonObject Configuration(HttpRequest request) => new()
    {
        ["issuer"] = ServiceAccountTokens.Issuer,
        ["jwks_uri"] = $"https://{request.Host}{KeysPath}",
        ["response_types_supported"] = new JsonArray("id_token"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
    };
}
