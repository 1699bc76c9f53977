using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Tests;

/// <summary>A lite node enrols at its master with a deploy token, once, and comes back with its key.</summary>
public sealed class EnrolmentTests
{
    private static readonly string Token = new('t', 32);

    [Fact]
    public async Task Unused_token_is_spent_for_a_certificate_of_the_domain()
    {
        await using TestNode master = await StartAsync();
        using NewLite lite = new("alice");

        using HttpResponseMessage answer = await SendAsync(master, lite.Request(lite.SigningRequest(Token)));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonNode reply = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(Text(reply["cert"]!));
        Assert.Equal(("CN=alice", "CN=kuscia-system"), (certificate.Subject, certificate.Issuer));
        Assert.Equal(lite.Key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal(master.Identity.PublicKeyPemBase64, reply["master_pubkey"]!.GetValue<string>());
        Domain stored = await DomainAsync(master);
        Assert.Equal("used", stored.Status!.DeployTokenStatuses![0].State);
        using X509Certificate2 kept = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(stored.Spec!.Cert!)));
        Assert.Equal(certificate.PublicKey.ExportSubjectPublicKeyInfo(), kept.PublicKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task Same_key_comes_back_without_a_token_and_another_key_is_told_both()
    {
        await using TestNode master = await StartAsync();
        using NewLite lite = new("alice");
        using NewLite reinstalled = new("alice");
        using HttpResponseMessage first = await SendAsync(master, lite.Request(lite.SigningRequest(Token)));

        using HttpResponseMessage again = await SendAsync(master, lite.Request(lite.SigningRequest("")));
        using HttpResponseMessage other = await SendAsync(master, reinstalled.Request(reinstalled.SigningRequest(Token)));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.InternalServerError), (first.StatusCode, again.StatusCode, other.StatusCode));
        string reason = await other.Content.ReadAsStringAsync();
        Assert.Contains("deploy token found but used", reason, StringComparison.Ordinal);
        Assert.Contains(Fingerprint(lite.Key), reason, StringComparison.Ordinal);
        Assert.Contains(Fingerprint(reinstalled.Key), reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_nodes_with_one_token_one_enrols()
    {
        await using TestNode master = await StartAsync();
        using NewLite one = new("alice");
        using NewLite two = new("alice");

        HttpResponseMessage[] answers = await Task.WhenAll(SendAsync(master, one.Request(one.SigningRequest(Token))), SendAsync(master, two.Request(two.SigningRequest(Token))));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.InternalServerError], answers.Select(a => a.StatusCode).Order());
    }

    [Theory]
    [InlineData("wrong token", 500, "deploy token not found")]
    [InlineData("", 500, "token not found in cert request")]
    public async Task Token_that_is_none_of_the_domain_is_refused(string token, int status, string reason)
    {
        await using TestNode master = await StartAsync();
        using NewLite lite = new("alice");

        using HttpResponseMessage answer = await SendAsync(master, lite.Request(lite.SigningRequest(token)));

        await AssertRefusedAsync(master, answer, status, reason);
    }

    [Fact]
    public async Task Request_without_proof_of_its_key_changes_nothing()
    {
        await using TestNode master = await StartAsync();
        using NewLite lite = new("alice");
        using RSA foreign = RSA.Create(2048);
        string csr = lite.SigningRequest(Token);

        using HttpResponseMessage forged = await SendAsync(master, lite.Request(csr, signer: foreign));
        using HttpResponseMessage moved = await SendAsync(master, lite.Request(csr, proven: lite.SigningRequest("other")));
        using HttpResponseMessage late = await SendAsync(master, lite.Request(csr, seconds: -1));
        using HttpResponseMessage renamed = await SendAsync(master, lite.Request(lite.SigningRequest(Token, commonName: "bob")));
        using HttpResponseMessage garbage = await SendAsync(master, lite.Request("AAAA"));

        await AssertRefusedAsync(master, forged, 400, "not signed with the key of the csr");
        await AssertRefusedAsync(master, moved, 400, "another request");
        await AssertRefusedAsync(master, late, 400, "expired");
        await AssertRefusedAsync(master, renamed, 400, "the csr is of \"bob\"");
        await AssertRefusedAsync(master, garbage, 400, "csr must be");
    }

    [Fact]
    public async Task Strangers_and_partners_are_told_what_they_are_not()
    {
        await using TestNode master = await StartAsync(role: "partner");
        using NewLite unknown = new("nobody");
        using NewLite partner = new("alice");

        using HttpResponseMessage stranger = await SendAsync(master, unknown.Request(unknown.SigningRequest(Token)));
        using HttpResponseMessage behind = await SendAsync(master, partner.Request(partner.SigningRequest(Token)));

        await AssertRefusedAsync(master, stranger, 500, "domain nobody does not exist here");
        await AssertRefusedAsync(master, behind, 500, "is a partner");
    }

    [Fact]
    public async Task Large_bodies_other_methods_and_floods_are_refused()
    {
        await using TestNode master = await StartAsync();
        using NewLite lite = new("alice");

        using HttpResponseMessage large = await SendAsync(master, lite.Request(new string('A', 20_000)));
        HttpRequestMessage get = lite.Request("AAAA");
        get.Method = HttpMethod.Get;
        using HttpResponseMessage asked = await SendAsync(master, get);
        List<HttpStatusCode> flood = [];
        for (int i = 0; i < 40; i++)
        {
            using HttpResponseMessage one = await SendAsync(master, lite.Request("AAAA"));
            flood.Add(one.StatusCode);
        }

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed), (large.StatusCode, asked.StatusCode));
        Assert.Equal(HttpStatusCode.TooManyRequests, flood[^1]);
    }

    private static async Task<TestNode> StartAsync(string? role = null)
    {
        TestNode master = await TestNode.StartAsync("kuscia-system", o => o with { ExternalProtocol = ExternalProtocol.NoTls });
        Domain alice = new() { Metadata = new ObjectMeta { Name = "alice" }, Spec = new DomainSpec { Role = role } };
        await master.Api.CreateAsync(Kinds.Domain, alice, CancellationToken.None);
        JsonNode status = JsonNode.Parse($$$"""{"status":{"deployTokenStatuses":[{"token":"{{{Token}}}","state":"unused"}]}}""")!;
        await master.Api.PatchAsync(Kinds.Domain, alice.Identity, status.AsObject(), "status", CancellationToken.None);
        return master;
    }

    private static async Task<HttpResponseMessage> SendAsync(TestNode master, HttpRequestMessage message)
    {
        using HttpClient http = new() { BaseAddress = new Uri($"http://{master.External}") };
        return await http.SendAsync(message);
    }

    private static async Task AssertRefusedAsync(TestNode master, HttpResponseMessage answer, int status, string reason)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Domain stored = await DomainAsync(master);
        Assert.Equal((null, "unused"), (stored.Spec?.Cert, stored.Status!.DeployTokenStatuses![0].State));
    }

    private static async Task<Domain> DomainAsync(TestNode master) =>
        await master.Api.GetAsync(Kinds.Domain, ResourceName.Cluster("alice"), CancellationToken.None) ?? throw new InvalidOperationException("no domain");

    private static string Fingerprint(RSA key) => $"SHA256:{Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo())).TrimEnd('=')}";

    private static string Text(JsonNode base64) => Encoding.ASCII.GetString(Convert.FromBase64String(base64.GetValue<string>()));
}
