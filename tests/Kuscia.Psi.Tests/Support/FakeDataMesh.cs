using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Tests.Support;

/// <summary>The metadata endpoints of DataMesh with mutual TLS, in memory.</summary>
internal sealed class FakeDataMesh : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeDataMesh(WebApplication app) => _app = app;

    /// <summary>Domain data by id; a query of another id gets 12201.</summary>
    public Dictionary<string, JsonObject> Tables { get; } = [];

    /// <summary>Data sources by id; a query of another id gets 12302.</summary>
    public Dictionary<string, JsonObject> Sources { get; } = [];

    /// <summary>Bodies of create calls.</summary>
    public ConcurrentQueue<JsonNode> Created { get; } = [];

    public string Address => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First() ?? string.Empty).Authority;

    public static async Task<FakeDataMesh> StartAsync(TestCertificates certificates)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificates.Server;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => IsIssuedBy(certificates.Authority, certificate);
        })));
        WebApplication app = builder.Build();
        FakeDataMesh mesh = new(app);
        app.MapPost("/api/v1/datamesh/{kind}/{verb}", (HttpContext c, string kind, string verb) => mesh.AnswerAsync(c, kind, verb));
        await app.StartAsync();
        return mesh;
    }

    public void AddTable(string id, string author, string uri, string source = "default-data-source") => Tables[id] = new()
    {
        ["domaindata_id"] = id,
        ["type"] = "table",
        ["relative_uri"] = uri,
        ["datasource_id"] = source,
        ["author"] = author,
        ["columns"] = new JsonArray(new JsonObject { ["name"] = "age", ["type"] = "float", ["comment"] = "" }),
    };

    public void AddLocalSource(string id, string path) => Sources[id] = new()
    {
        ["datasource_id"] = id,
        ["type"] = "localfs",
        ["info"] = new JsonObject { ["localfs"] = new JsonObject { ["path"] = path }, ["oss"] = null },
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static bool IsIssuedBy(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain.Build(certificate);
    }

    private async Task AnswerAsync(HttpContext context, string kind, string verb)
    {
        JsonNode body = await JsonNode.ParseAsync(context.Request.Body) ?? new JsonObject();
        JsonObject answer = (kind, verb) switch
        {
            ("domaindata", "query") => Find(Tables, (string?)body["domaindata_id"], 12201),
            ("domaindatasource", "query") => Find(Sources, (string?)body["datasource_id"], 12302),
            ("domaindata", "create") => Create(body),
            _ => new JsonObject { ["code"] = 12100, ["message"] = "unknown call" },
        };
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private JsonObject Create(JsonNode body)
    {
        Created.Enqueue(body);
        return Envelope(0, "success", new JsonObject { ["domaindata_id"] = (string?)body["domaindata_id"] });
    }

    private static JsonObject Find(Dictionary<string, JsonObject> items, string? id, int missing) =>
        items.TryGetValue(id ?? string.Empty, out JsonObject? item)
            ? Envelope(0, "success", (JsonObject)item.DeepClone())
            : Envelope(missing, $"{id} not found", null);

    private static JsonObject Envelope(int code, string message, JsonObject? data) => new()
    {
        ["status"] = new JsonObject { ["code"] = code, ["message"] = message, ["details"] = new JsonArray() },
        ["data"] = data,
    };
}
