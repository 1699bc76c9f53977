using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests;

/// <summary>Whoever gets a token of a service account can check it by the documents of its issuer alone.</summary>
public sealed class IssuerTests
{
    [Fact]
    public async Task A_token_is_checked_with_the_key_that_its_issuer_names()
    {
        await using TestServer server = await TestServer.StartAsync();
        string token = await TokenAsync(server);
        using HttpClient account = server.WithToken(token);

        (HttpStatusCode status, JsonObject issuer) = await account.GetJsonAsync("/.well-known/openid-configuration");
        (_, JsonObject keys) = await account.GetJsonAsync(new Uri((string?)issuer["jwks_uri"] ?? "").AbsolutePath);

        Assert.Equal(HttpStatusCode.OK, status);
        string[] parts = token.Split('.');
        JsonObject header = Part(parts[0]);
        JsonNode key = Assert.Single(keys["keys"]!.AsArray())!;
        Assert.Equal(((string?)issuer["issuer"], (string?)key["kid"]), ((string?)Part(parts[1])["iss"], (string?)header["kid"]));
        using RSA rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars((string?)key["n"]), Exponent = Base64Url.DecodeFromChars((string?)key["e"]) });
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public async Task The_documents_are_not_for_strangers()
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode status, _) = await server.Anonymous.GetJsonAsync("/openid/v1/jwks");

        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    private static JsonObject Part(string text) => JsonNode.Parse(Base64Url.DecodeFromChars(text))!.AsObject();

    private static async Task<string> TokenAsync(TestServer server)
    {
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"a"}}""");
        (_, JsonObject answer) = await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/serviceaccounts/a/token", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}""");
        return (string?)answer["status"]?["token"] ?? "";
    }
}
