using System.Net;
using Kuscia.Client.Resources;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Tests;

/// <summary>The partner's API server through both gateways, with real API servers on both sides.</summary>
public sealed class ApiServerTests(SharedApiPair shared) : IClassFixture<SharedApiPair>
{
    [Fact]
    public async Task Partner_uses_the_api_within_its_namespace_only()
    {
        NodePair pair = shared.Pair;
        using HttpClient application = pair.Alice.Application();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(application, "http://apiserver.bob.svc/apis/kuscia.secretflow/v1alpha1/namespaces/alice/kusciajobs"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(application, "http://apiserver.bob.svc/apis/kuscia.secretflow/v1alpha1/namespaces/bob/kusciajobs"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(application, "http://apiserver.bob.svc/api/v1/secrets"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(application, "http://apiserver.bob.svc/apis/kuscia.secretflow/v1alpha1/domains"));
    }

    [Fact]
    public async Task Own_credentials_of_a_partner_do_not_count()
    {
        NodePair pair = shared.Pair;
        using HttpClient application = pair.Alice.Application();
        using HttpRequestMessage request = new(HttpMethod.Get, "http://apiserver.bob.svc/apis/kuscia.secretflow/v1alpha1/namespaces/alice/kusciajobs");
        request.Headers.Authorization = new("Bearer", "nonsense");
        request.Headers.Add("Impersonate-User", "system:admin");

        using HttpResponseMessage response = await application.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task No_route_holds_a_token_of_an_account()
    {
        ResourceList<ClusterDomainRoute> routes = await shared.Pair.Bob.Api.ListAsync(Kinds.ClusterDomainRoute, null, ListOptions.All, CancellationToken.None);

        Assert.Contains(routes.Items, r => r.Metadata.Name == "alice-bob");
        Assert.All(routes.Items, r => Assert.Null(r.Spec?.RequestHeadersToAdd));
    }

    [Fact]
    public async Task Account_that_is_made_anew_is_followed_at_once()
    {
        await using NodePair pair = await NodePair.StartAsync(realApi: true);
        using HttpClient application = pair.Alice.Application();
        const string Jobs = "http://apiserver.bob.svc/apis/kuscia.secretflow/v1alpha1/namespaces/alice/kusciajobs";
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(application, Jobs));
        ResourceName account = new("alice", "alice");
        ServiceAccount? old = await pair.Bob.Api.GetAsync(Kinds.ServiceAccount, account, CancellationToken.None);

        await pair.Bob.Api.DeleteAsync(Kinds.ServiceAccount, account, null, CancellationToken.None);
        await pair.Bob.WaitAsync(Kinds.ServiceAccount, account, a => a is not null && a.Metadata.Uid != old?.Metadata.Uid);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(application, Jobs));
    }

    [Fact]
    public async Task Watch_streams_through_both_gateways_and_writes_come_back()
    {
        NodePair pair = shared.Pair;
        using HttpMessageInvoker invoker = pair.Alice.Invoker();
        HttpResourceClient hostApi = new(invoker, new Uri("http://apiserver.bob.svc"));
        ResourceList<KusciaJob> list = await hostApi.ListAsync(Kinds.KusciaJob, "alice", ListOptions.All, CancellationToken.None);
        await using IAsyncEnumerator<WatchEvent<KusciaJob>> watch =
            hostApi.WatchAsync(Kinds.KusciaJob, "alice", new ListOptions { ResourceVersion = list.ResourceVersion }, CancellationToken.None).GetAsyncEnumerator();

        ValueTask<bool> next = watch.MoveNextAsync();
        await pair.Bob.Api.CreateAsync(Kinds.KusciaJob, Job(), CancellationToken.None);
        while (await next && watch.Current.Type == WatchEventType.Bookmark)
        {
            next = watch.MoveNextAsync();
        }

        Assert.Equal(("secret-number", WatchEventType.Added), (watch.Current.Resource.Metadata.Name, watch.Current.Type));
        await hostApi.PatchAsync(
            Kinds.KusciaJob, new ResourceName("alice", "secret-number"), new System.Text.Json.Nodes.JsonObject { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["labels"] = new System.Text.Json.Nodes.JsonObject { ["seen"] = "yes" } } },
            null, CancellationToken.None);
        KusciaJob? written = await pair.Bob.Api.GetAsync(Kinds.KusciaJob, new ResourceName("alice", "secret-number"), CancellationToken.None);
        Assert.Equal("yes", written?.Metadata.Label("seen"));
    }

    [Fact]
    public async Task Whitelist_limits_the_paths()
    {
        await using NodePair pair = await NodePair.StartAsync(bob: o => o with { ApiWhitelist = ["/apis/kuscia.secretflow/v1alpha1/namespaces/[^/]+/kusciajobs"] }, realApi: true);
        using HttpClient application = pair.Alice.Application();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(application, "http://apiserver.bob.svc/apis/kuscia.secretflow/v1alpha1/namespaces/alice/kusciajobs?limit=1"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(application, "http://apiserver.bob.svc/apis/kuscia.secretflow/v1alpha1/namespaces/alice/domaindatas"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(application, "http://apiserver.bob.svc/version"));
    }

    [Fact]
    public async Task Ready_column_of_both_directions_is_true()
    {
        NodePair pair = shared.Pair;

        ResourceList<ClusterDomainRoute> routes = await pair.Bob.Api.ListAsync(Kinds.ClusterDomainRoute, null, ListOptions.All, CancellationToken.None);

        Assert.Equal(["alice-bob True", "bob-alice True"], routes.Items.Select(r => $"{r.Metadata.Name} {TestNode.Ready(r)?.Status}"));
        Model.Resources.Gateway? gateway = await pair.Bob.WaitAsync(Kinds.Gateway, new ResourceName("bob", "bob-host"), g => g?.Status is not null);
        Assert.Equal(pair.Bob.Identity.PublicKeyPemBase64, gateway?.Status?.PublicKey);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string uri)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(uri));
        return response.StatusCode;
    }

    private static KusciaJob Job() => new()
    {
        Metadata = new ObjectMeta { Namespace = "alice", Name = "secret-number" },
        Spec = new KusciaJobSpec
        {
            Initiator = "bob",
            Tasks = [new KusciaTaskTemplate { Alias = "t", AppImage = "i", TaskInputConfig = "{}", Parties = [new JobParty { DomainID = "alice" }] }],
        },
    };
}
