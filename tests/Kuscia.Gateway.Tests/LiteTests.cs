using System.Net;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Tests;

/// <summary>The gateway of a lite ties it to its master, and ties it again whenever the tie is lost.</summary>
public sealed class LiteTests
{
    [Fact]
    public async Task Lite_enrols_and_reaches_the_api_of_its_master_as_its_domain()
    {
        await using TestNode master = await TestNode.StartAsync("kuscia-system", realApi: true);
        await using TestLite alice = await AddAsync(master, "alice");

        await alice.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await alice.AskAsync("apiserver.master.svc", "/api/v1/namespaces/alice/pods"));
        Assert.Equal(HttpStatusCode.OK, await alice.AskAsync("apiserver.kuscia-system.svc", "/api/v1/namespaces/alice/pods"));
        Assert.Equal(HttpStatusCode.Forbidden, await alice.AskAsync("apiserver.master.svc", "/api/v1/namespaces/kuscia-system/pods"));
        await master.WaitForReadyAsync("alice-kuscia-system");
        Assert.NotNull(alice.Gateway.IssuedCertificate);
        Assert.Equal("used", (await DomainAsync(master, "alice"))?.Status?.DeployTokenStatuses?[0].State);
    }

    [Fact]
    public async Task Token_that_the_master_no_longer_knows_is_agreed_anew_at_the_first_refusal()
    {
        await using TestNode master = await TestNode.StartAsync("kuscia-system", realApi: true);
        await using TestLite alice = await AddAsync(master, "alice");
        await alice.StartAsync();
        DomainRoute before = await RouteWithTokenAsync(master, uid: null);

        await master.Api.DeleteAsync(Kinds.DomainRoute, before.Identity, null, CancellationToken.None);

        await RouteWithTokenAsync(master, before.Metadata.Uid);
        await UntilAsync(async () => await alice.AskAsync("apiserver.master.svc", "/api/v1/namespaces/alice/pods") == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Lite_waits_for_a_master_that_is_not_there_and_says_why()
    {
        await using TestLite alice = new("alice", new Uri($"https://127.0.0.1:{ReservedPort.Take()}"), "token");

        string reason = await alice.ReasonToWaitAsync();

        Assert.Matches("waits for its master https://127.0.0.1:[0-9]+: cannot connect .*refused", reason);
        Assert.Null(alice.Gateway.External);
    }

    [Fact]
    public async Task Master_with_another_key_than_the_one_seen_first_is_not_trusted()
    {
        await using TestNode master = await TestNode.StartAsync("kuscia-system", realApi: true);
        await using TestLite alice = await AddAsync(master, "alice");
        await File.WriteAllTextAsync(Path.Combine(alice.Certificates, "master.pub"), OtherKey());

        string reason = await alice.ReasonToWaitAsync();

        Assert.Contains("is not signed with the key registered for domain", reason, StringComparison.Ordinal);
        Assert.Equal("unused", (await DomainAsync(master, "alice"))?.Status?.DeployTokenStatuses?[0].State);
    }

    [Fact]
    public async Task Wrong_token_is_told_with_the_words_of_the_master()
    {
        await using TestNode master = await TestNode.StartAsync("kuscia-system", realApi: true);
        await using TestLite known = await AddAsync(master, "alice");
        await using TestLite alice = new("alice", known.Master.Endpoint, "of-somebody-else");

        string reason = await alice.ReasonToWaitAsync();

        Assert.Contains("refuses to enrol alice (500): deploy token not found in domain alice", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("of-somebody-else", reason + alice.Log.Tail(100), StringComparison.Ordinal);
    }

    private static string OtherKey()
    {
        using System.Security.Cryptography.RSA key = System.Security.Cryptography.RSA.Create(2048);
        return key.ExportRSAPublicKeyPem() + "\n";
    }

    private static async Task<TestLite> AddAsync(TestNode master, string domain)
    {
        await master.Api.CreateAsync(
            Kinds.Domain,
            new Domain { Metadata = new ObjectMeta { Name = domain }, Spec = new DomainSpec { AuthCenter = new AuthCenter { AuthenticationType = "Token", TokenGenMethod = "RSA-GEN" } } },
            CancellationToken.None);
        Domain? added = await master.WaitAsync(Kinds.Domain, ResourceName.Cluster(domain), d => d?.Status?.DeployTokenStatuses?.Any(t => t.State == "unused") == true);
        return new TestLite(domain, new Uri($"https://{master.External}"), added?.Status?.DeployTokenStatuses?[0].Token ?? "");
    }

    private static Task<Domain?> DomainAsync(TestNode master, string domain) => master.Api.GetAsync(Kinds.Domain, ResourceName.Cluster(domain), CancellationToken.None);

    private static async Task<DomainRoute> RouteWithTokenAsync(TestNode master, string? uid)
    {
        DomainRoute? route = await master.WaitAsync(
            Kinds.DomainRoute, new ResourceName("kuscia-system", "alice-kuscia-system"), r => r is not null && r.Metadata.Uid != uid && r.Status?.TokenStatus?.Tokens is [.., { IsReady: true }]);
        return route ?? throw new InvalidOperationException("waited for");
    }

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!await reached())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(60), "not reached within 60 s");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }
}
